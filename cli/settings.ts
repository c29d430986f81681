/** The flags that every command takes, and the settings that come of them. */

import { loadSettings } from '../src/configuration/load-settings.ts';
import type { Settings } from '../src/configuration/settings.ts';

/** As commander names them. */
export interface GlobalFlags {
  json?: boolean;
  project?: string;
  redis?: string;
  config?: string;
  dataDir?: string;
  logLevel?: string;
}

/** @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming every fault */
export function settingsFrom(
  { project, redis, config, dataDir, logLevel }: GlobalFlags,
  ownFlags: Readonly<Record<string, unknown>> = {},
  warn: (warning: string) => void = () => undefined,
): Settings {
  const flags = { ...ownFlags, projects: project, redisUrl: redis, dataDir, logLevel };
  const { settings, warnings } = loadSettings({ flags, ...(config !== undefined && { configFile: config }) });
  for (const warning of warnings) warn(`mirin: warning: ${warning}`);
  return settings;
}

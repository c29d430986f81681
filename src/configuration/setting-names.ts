/** What each setting is called outside the program: in the environment and on the command line. */

import { settingsSchema, type Settings } from './settings.ts';

export type SettingName = keyof Settings;

export const SETTING_NAMES = Object.keys(settingsSchema.shape) as SettingName[];

/** The flags that every command takes; further ones belong to the command that has them. */
export const FLAGS: Readonly<Partial<Record<SettingName, string>>> = {
  projects: '--project',
  processName: '--process',
  redisUrl: '--redis',
  dataDir: '--data-dir',
  logLevel: '--log-level',
};

/** Names that other tools have made customary, beside `MIRIN_…`. */
const CUSTOMARY_NAMES: Readonly<Partial<Record<SettingName, string>>> = {
  projects: 'MIRIN_PROJECT',
  processName: 'MIRIN_PROCESS',
  redisUrl: 'REDIS_URL',
  redisServerBin: 'REDIS_SERVER_BIN',
  githubToken: 'GITHUB_TOKEN',
  githubApiUrl: 'GITHUB_API_URL',
};

/** The environment names of a setting, the one that counts first: what names Mirin is meant for Mirin. */
export function environmentNames(setting: SettingName): string[] {
  const customary = CUSTOMARY_NAMES[setting];
  const own = `MIRIN_${setting.replaceAll(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
  return customary === undefined ? [own] : [own, customary];
}

/** Settings as they may be shown: every secret masked, of the Redis URL only the place. */

import { describeAddress } from '../redis/address.ts';
import type { OwnSettings } from './project-entries.ts';
import { SECRET_SETTINGS, type Settings } from './settings.ts';

const MASK = '(secret)';

/** A copy fit for a terminal, a log or a page: projects by name, secrets masked, the Redis URL without its password. */
export function printableSettings(settings: Settings): Record<string, unknown> {
  return {
    ...masked(settings),
    ...(settings.redisUrl !== undefined && { redisUrl: printableRedisUrl(settings.redisUrl) }),
    projects: settings.projects.map((project) => project.name),
    projectSettings: Object.fromEntries(
      Object.entries(settings.projectSettings).map(([name, own]) => [name, masked(own)]),
    ),
  };
}

/** Also of what single projects have otherwise. */
function masked(settings: Partial<Settings> | OwnSettings): Record<string, unknown> {
  const entries = Object.entries(settings);
  const secrets: readonly string[] = SECRET_SETTINGS;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, secrets.includes(name) && value !== undefined ? MASK : value]),
  );
}

/** Masked whole where the URL is malformed: what is a password in it can't be told for certain then. */
function printableRedisUrl(redisUrl: string): string {
  try {
    return describeAddress(redisUrl);
  } catch {
    return MASK;
  }
}

/** Settings as they may be shown: every secret masked, of the Redis URL only the place. */

import { describeAddress } from '../redis/address.ts';
import { SECRET_SETTINGS, type Settings } from './settings.ts';

const MASK = '(secret)';

/** A copy fit for a terminal, a log or a page: projects by name, secrets masked, the Redis URL without its password. */
export function printableSettings(settings: Settings): Record<string, unknown> {
  const secrets = SECRET_SETTINGS.filter((name) => settings[name] !== undefined);
  return {
    ...settings,
    ...Object.fromEntries(secrets.map((name) => [name, MASK])),
    ...(settings.redisUrl !== undefined && { redisUrl: printableRedisUrl(settings.redisUrl) }),
    projects: settings.projects.map((project) => project.name),
  };
}

/** Masked whole where the URL is malformed: what is a password in it can't be told for certain then. */
function printableRedisUrl(redisUrl: string): string {
  try {
    return describeAddress(redisUrl);
  } catch {
    return MASK;
  }
}

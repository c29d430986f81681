/** The secret texts among the settings, for whoever has to keep them out of what they write. */

import type { OwnSettings } from './project-entries.ts';
import type { Settings } from './settings.ts';

/**
 * Every secret as it could turn up in a message; the Redis password both as written in the URL and as sent. A private key
 * in a file is none of them: it is known by its form.
 */
export function secretsOf(settings: Settings, env: NodeJS.ProcessEnv = process.env): string[] {
  const { webhookSecret, boardPassword, redisUrl, projectSettings } = settings;
  const redisPassword = redisUrl !== undefined && URL.canParse(redisUrl) ? new URL(redisUrl).password : '';
  const ofAccounts = [settings, ...Object.values(projectSettings)].flatMap((given) => ofAccount(given, env));
  const secrets = [...ofAccounts, webhookSecret, boardPassword, redisPassword, decoded(redisPassword)];
  return [...new Set(secrets.filter((secret) => secret !== undefined && secret !== ''))] as string[];
}

function ofAccount(
  given: Pick<OwnSettings, 'githubToken' | 'githubTokenVariable' | 'githubAppPrivateKey'>,
  env: NodeJS.ProcessEnv,
): (string | undefined)[] {
  return [given.githubToken, env[given.githubTokenVariable ?? ''], given.githubAppPrivateKey];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

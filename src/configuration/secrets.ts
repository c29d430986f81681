/** The secret texts among the settings, for whoever has to keep them out of what they write. */

import type { Settings } from './settings.ts';

/** Every secret as it could turn up in a message; the Redis password both as written in the URL and as sent. */
export function secretsOf({ githubToken, webhookSecret, boardPassword, redisUrl }: Settings): string[] {
  const redisPassword = redisUrl !== undefined && URL.canParse(redisUrl) ? new URL(redisUrl).password : '';
  const secrets = [githubToken, webhookSecret, boardPassword, redisPassword, decoded(redisPassword)];
  return [...new Set(secrets.filter((secret) => secret !== undefined && secret !== ''))] as string[];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

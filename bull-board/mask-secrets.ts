/** Masks whatever looks like a secret in what the board shows of jobs. */

import { isSecretName } from '../src/log/redaction.ts';

/** Stands in for a secret; nothing that people write into jobs looks like it. */
export const MASK = '••••••';

/** Names of secrets beside those that no log may show, in camel, snake or kebab case. */
const SECRET_NAME = /^pass$|passphrase|credential|(api|access|private|signing|encryption)[-_]?key/i;

/** `maxTokens` and `tokens_used` count; a number there is no secret. */
const COUNT_NAME = /tokens/i;

/** Secrets that can be told by their form, in any text: whole, or the part in the second group. */
const SECRET_FORMS = [
  /()(\b(?:gh[oprsu]_|github_pat_|glpat-|xox[abeprs]-|sk-|npm_)[\w-]{16,})/g,
  /()(\bAKIA[0-9A-Z]{16}\b)/g,
  /()(\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+)/g,
  /()(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))/g,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)([^\s@/]+)(?=@)/gi,
  /(\b(?:Bearer|Basic) +)([\w+/.~-]{8,}=*)/g,
  /((?:passw(?:or)?d|secret|token|api_?key)(?:=|"\s*:\s*"))([^\s"&;,]+)/gi,
];

/** Deeper nesting is nobody's data and would only overflow the stack. */
const MAX_DEPTH = 64;

/** A copy of JSON-like data in which secrets are masked, by the name of their field or by their form. */
export function maskSecrets(value: unknown): unknown {
  return mask(value, undefined, 0);
}

function mask(value: unknown, secretName: string | undefined, depth: number): unknown {
  if (depth > MAX_DEPTH) return '…';
  if (typeof value === 'string') return secretName === undefined || value === '' ? maskText(value) : MASK;
  if (typeof value === 'number') return secretName === undefined || COUNT_NAME.test(secretName) ? value : MASK;
  if (Array.isArray(value)) return value.map((item) => mask(item, secretName, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => {
    return [name, mask(field, isSecret(name) ? name : secretName, depth + 1)] as const;
  });
  return Object.fromEntries(fields);
}

const isSecret = (name: string): boolean => isSecretName(name) || SECRET_NAME.test(name);

const maskText = (text: string): string =>
  SECRET_FORMS.reduce((masked, form) => masked.replace(form, (_all, before: string) => `${before}${MASK}`), text);

/** Keeps secrets out of text: those that are known by value, and whatever has the look of one. */

/** What stands in place of a secret. */
export const MASK = '***';

/** Shorter ones are left alone: masking each "1" would make a log unreadable and protect nothing. */
const MIN_SECRET_LENGTH = 4;

/** Nothing is searched beyond this; callers keep far less. */
const MAX_SEARCHED_CHARACTERS = 16_384;

const SECRET_NAME = /token|password|passwd|secret|authorization|cookie|privateKey|redisUrl/i;

/** What secrets look like: GitHub's tokens, a GitHub App's proofs and keys, HTTP credentials, user and password in a URL. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:gh[a-z]_|github_pat_)\w+(?:[.-]\w+)*/g, MASK],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, MASK],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)\S*@/gi, `$1${MASK}@`],
];

/** A function that masks secrets in a text, the given ones included. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  // The longest first, so that a secret which contains another one is masked whole.
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH).toSorted((a, b) => b.length - a.length);
  return (text) => {
    const unmasked = text.slice(0, MAX_SEARCHED_CHARACTERS);
    const withoutKnown = known.reduce((masked, secret) => masked.replaceAll(secret, MASK), unmasked);
    return SHAPES.reduce((masked, [shape, mask]) => masked.replaceAll(shape, mask), withoutKnown);
  };
}

/** Whether a field of this name holds a secret by its name alone. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

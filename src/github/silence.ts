/** Reads from an error of fetch why no answer came, and whether the request can have reached GitHub at all. */

/** Faults from before the first byte was sent: a write that met them has certainly not happened. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether the request can't have reached GitHub. */
export function wasNeverSent(cause: unknown): boolean {
  return chainOf(cause).some((error) => NEVER_SENT.has(codeOf(error)));
}

/** `no answer in time`, or `no answer (ECONNRESET)`: fetch hides the real cause behind "fetch failed". */
export function describeSilence(cause: unknown): string {
  const chain = chainOf(cause);
  if (chain.some((error) => error.name === 'TimeoutError')) return 'no answer in time';
  const root = chain.at(-1);
  if (root === undefined) return 'no answer';
  return `no answer (${codeOf(root) || root.message})`;
}

function chainOf(cause: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = cause; at instanceof Error && chain.length < 10; at = at.cause) chain.push(at);
  return chain;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Conditional requests of the GitHub simulator: an answer bears an ETag bound to the token, and 304 says it is the same. */

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SimulatedAnswer } from './simulated-answer.ts';

/** The answer to a reading request, with its ETag, or without a body where the client has it already. */
export function conditional(answer: SimulatedAnswer, headers: IncomingHttpHeaders): SimulatedAnswer {
  if (answer.status !== 200) return answer;
  const etag = etagOf(answer, headers.authorization ?? '');
  const tagged = { ...answer.headers, etag };
  return headers['if-none-match'] === etag ? { status: 304, headers: tagged } : { ...answer, headers: tagged };
}

function etagOf({ body, headers = {} }: SimulatedAnswer, authorization: string): string {
  const seen = JSON.stringify([body, headers['link'] ?? '', authorization]);
  return `W/"${createHash('sha256').update(seen).digest('hex')}"`;
}

/** Words a reply of GitHub's for people: its status and GitHub's own message, in one short line. */

import { z } from 'zod';
import type { GitHubReply } from './attempt.ts';

const LONGEST_MESSAGE = 200;

const errorBody = z.object({ message: z.string(), errors: z.unknown().optional() });

/** GitHub's message and the errors it lists; also what rules of classification look for words in. */
export function messageOf(reply: GitHubReply): string {
  const body = errorBody.safeParse(reply.data);
  if (!body.success) return unexpectedBody(reply.data);
  const errors = body.data.errors === undefined ? '' : ` ${JSON.stringify(body.data.errors)}`;
  return `${body.data.message}${errors}`;
}

/** `404 Not Found`: without line breaks and control characters, since it ends in logs and on pages. */
export function describeReply(reply: GitHubReply): string {
  // oxlint-disable-next-line no-control-regex
  const message = messageOf(reply).replace(/[\s\u0000-\u001f\u007f]+/g, ' ');
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return `${reply.status} ${short}`.trim();
}

function unexpectedBody(data: unknown): string {
  if (data === '' || data === undefined) return '(no body)';
  if (typeof data !== 'string') return '(unexpected body)';
  return /^\s*</.test(data) ? '(an HTML page)' : `(unreadable body: ${data.slice(0, 60)})`;
}

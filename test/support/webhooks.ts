/** Sends webhooks to a board as GitHub does: GitHub's own example payloads, signed. */

import { Webhooks } from '@octokit/webhooks';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { send, type Reply } from './board.ts';

export const WEBHOOK_SECRET = 'a secret of more than sixteen';

/** A payload, as far as tests look into it. */
export type ExamplePayload = Record<string, unknown> & { action?: string };

interface ExampleEvent {
  name: string;
  examples: ExamplePayload[];
}

const EVENTS = createRequire(import.meta.url)('@octokit/webhooks-examples') as ExampleEvent[];

/** Every example that there is, with its event. */
export const allExamples = (): { event: string; payload: ExamplePayload }[] =>
  EVENTS.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));

/** GitHub's example of this event and action, moved to a repository, with these fields over its own. */
export function examplePayload(
  event: string,
  action: string,
  project: string,
  over: Record<string, unknown> = {},
): ExamplePayload {
  const found = allExamples().find(({ event: name, payload }) => name === event && payload.action === action);
  if (found === undefined) throw new Error(`there is no example of ${event}.${action}`);
  const repository = { full_name: project, html_url: `https://github.com/${project}` };
  return { ...found.payload, repository, ...over };
}

/** A label of an issue that somebody changed. */
export function labelPayload(action: 'labeled' | 'unlabeled', project: string, issue: number, name: string) {
  return examplePayload('issues', action, project, { issue: { number: issue, labels: [] }, label: { name } });
}

export interface TestDelivery {
  payload: unknown;
  /** Default `issues`. */
  event?: string;
  /** Default a new one. */
  id?: string;
  /** The text to send instead of the payload's. */
  body?: string;
  /** What it is signed with. */
  secret?: string;
  /** Over those that GitHub sends; empty: left out. */
  headers?: Record<string, string>;
}

/** Sends one delivery. */
export async function deliver(board: { port: number }, delivery: TestDelivery): Promise<Reply> {
  const { payload, event = 'issues', id = randomUUID(), secret = WEBHOOK_SECRET } = delivery;
  const body = delivery.body ?? JSON.stringify(payload);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-delivery': id,
    'x-github-event': event,
    'x-hub-signature-256': body === '' ? '' : await new Webhooks({ secret }).sign(body),
    ...delivery.headers,
  };
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  return send(board, 'POST', '/webhooks/github', sent, body);
}

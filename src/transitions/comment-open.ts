/** Enters an attempt at a repair comment before it is posted. */

import type { Fence } from '../../queues/values.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./comment-open.lua', import.meta.url));

export type CommentOpening =
  | { outcome: 'open' }
  /** Somebody was about to post it: for so long it may still land. */
  | { outcome: 'wait'; waitMs: number }
  /** Posted or given up meanwhile. */
  | { outcome: 'gone' };

export async function openComment(store: ProjectStore, issue: number, fence: Fence): Promise<CommentOpening> {
  const keys = { ...store.keys.own, ...store.keys.issue(issue) };
  const fields = fieldsOf(await script.run(store.redis, keys, { ...clockArgs(store), issue, fence }), 'comment-open');
  const [outcome, waitMs = ''] = fields;
  if (outcome === 'open' || outcome === 'gone') return { outcome };
  if (outcome === 'wait') return { outcome, waitMs: Number(waitMs) };
  return unexpectedReply(fields, 'comment-open');
}

/** Asks whether a GitHub account may send one more request now, or begin one more pass of label sync. */

import type { AccountStore } from '../redis/account-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./gate-take.lua', import.meta.url));

/**
 * What a slot is for. `pass`: a whole pass of label sync, which takes slots for its requests beside this one ·
 * `read` · `write` · `comment`, which is a write that notifies people.
 */
export type SlotKind = 'pass' | 'read' | 'write' | 'comment';

/** `waitMs`: when to ask again; `reason`: for people. */
export type SlotDecision = { outcome: 'granted' } | { outcome: 'later'; waitMs: number; reason: string };

/** `slot` is new for each request and each pass; one that is not given back is free after 20 s, a pass after 10 s. */
export async function takeSlot(store: AccountStore, kind: SlotKind, slot: string): Promise<SlotDecision> {
  const { redis, keys, host, writeGapMs, nowMs } = store;
  const now = nowMs === undefined ? '' : String(nowMs);
  const args = { now, account_id: keys.id, host_name: host, slot, kind, write_gap_ms: writeGapMs };
  const fields = fieldsOf(await script.run(redis, keys, args), 'gate-take');
  const [outcome] = fields;
  if (outcome === 'granted') return { outcome };
  if (outcome === 'later') return { outcome, waitMs: Number(fieldAt(fields, 1)), reason: fieldAt(fields, 2) };
  return unexpectedReply(fields, 'gate-take');
}

/** Takes a named lock for a process, or has it wait in the line. */

import { type Fence, fenceSchema, type LockName, type ProcessId, type RequestId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import type { LeaseRules } from './lease-rules.ts';
import { lockArgs, lockKeys, withLockHolder } from './lock-keys.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./lock-acquire.lua', import.meta.url));

/** One wish for a lock; asked for again under the same id it gets the same lease, or keeps its place in the line. */
export interface LockRequest {
  lock: LockName;
  processId: ProcessId;
  requestId: RequestId;
  ttlMs: number;
  /** Redis time after which it is neither given nor waited for. */
  deadlineMs: number;
  /** Wait in the line where it is not free. */
  isWaiting: boolean;
}

export type LockReply =
  | { outcome: 'acquired'; fence: Fence; expiresAtMs: number }
  /** Somebody has it, or was called to take it; `place` in the line, from 1, where the asker waits. */
  | { outcome: 'held'; holder: ProcessId; sinceMs: number; expiresAtMs: number; yours: boolean; place?: number }
  /** Redis was restarted: those who held it before have the first word. */
  | { outcome: 'cooling-down'; untilMs: number }
  | { outcome: 'deadline-passed' }
  | { outcome: 'process-ended' };

export async function acquireLock(store: ProjectStore, request: LockRequest, rules: LeaseRules): Promise<LockReply> {
  const { lock, processId } = request;
  const fields = await withLockHolder(store, lock, async (holder) => {
    const reply = await script.run(store.redis, lockKeys(store, lock, holder, processId), {
      ...lockArgs(store, lock, holder),
      process_id: processId,
      request_id: request.requestId,
      ttl_ms: request.ttlMs,
      deadline_ms: request.deadlineMs,
      is_waiting: request.isWaiting ? 1 : 0,
      restart_wait_ms: rules.restartWaitMs,
    });
    return fieldsOf(reply, 'lock-acquire');
  });
  return decode(fields);
}

function decode(fields: string[]): LockReply {
  const [tag] = fields;
  if (tag === 'acquired') {
    return { outcome: tag, fence: fenceSchema.parse(fieldAt(fields, 1)), expiresAtMs: Number(fieldAt(fields, 2)) };
  }
  if (tag === 'held') {
    const place = Number(fieldAt(fields, 5));
    return {
      outcome: tag,
      holder: fieldAt(fields, 1) as ProcessId,
      sinceMs: Number(fieldAt(fields, 2)),
      expiresAtMs: Number(fieldAt(fields, 3)),
      yours: fieldAt(fields, 4) === '1',
      ...(place > 0 && { place }),
    };
  }
  if (tag === 'cooling-down') return { outcome: tag, untilMs: Number(fieldAt(fields, 1)) };
  if (tag === 'deadline-passed') return { outcome: tag };
  if (tag === 'process-ended') return { outcome: tag };
  return unexpectedReply(fields, 'lock-acquire');
}

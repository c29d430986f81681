/** Claims a task and the lease of its issue in one step. */

import type { PreviousLease } from '../../queues/outcomes.ts';
import type { Ticket } from '../../queues/follow-ups.ts';
import { type Fence, fenceSchema, type ProcessId, type RequestId } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { previous } from './decode-outcome.ts';
import type { LeaseRules } from './lease-rules.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./claim-task.lua', import.meta.url));

export type ClaimOutcome =
  | {
      outcome: 'granted';
      fence: Fence;
      expiresAtMs: number;
      attempt: number;
      taskType: string;
      priority: string;
      /** The comment that the task is about; absent where it is the issue itself. */
      comment?: string;
      previous?: PreviousLease;
    }
  /** The ticket is worthless: its task is done, runs, or waits under another run. */
  | { outcome: 'stale' | 'quarantined' }
  | { outcome: 'held' | 'process-ended' }
  | { outcome: 'cooling-down'; untilMs: number };

export interface Claim {
  ticket: Ticket;
  processId: ProcessId;
  requestId: RequestId;
  ttlMs: number;
}

/** Takes task and lease together, or neither. */
export async function claimTask(store: ProjectStore, claim: Claim, rules: LeaseRules): Promise<ClaimOutcome> {
  const { ticket } = claim;
  const reply = await script.run(
    store.redis,
    { ...recordKeys(store, ticket.issue, claim.processId), task: store.keys.task(ticket.taskId) },
    {
      ...recordArgs(store, ticket.issue),
      task_id: ticket.taskId,
      process_id: claim.processId,
      run: ticket.run,
      ttl_ms: claim.ttlMs,
      request_id: claim.requestId,
      restart_wait_ms: rules.restartWaitMs,
    },
  );
  return decode(fieldsOf(reply, 'claim-task'));
}

function decode(fields: string[]): ClaimOutcome {
  const [tag] = fields;
  if (tag === 'granted') {
    return {
      outcome: 'granted',
      fence: fenceSchema.parse(fieldAt(fields, 1)),
      expiresAtMs: Number(fieldAt(fields, 2)),
      attempt: Number(fieldAt(fields, 3)),
      taskType: fieldAt(fields, 4),
      priority: fieldAt(fields, 5),
      ...(fieldAt(fields, 6) !== '' && { comment: fieldAt(fields, 6) }),
      ...previous(fields.slice(7)),
    };
  }
  if (tag === 'cooling-down') return { outcome: 'cooling-down', untilMs: Number(fieldAt(fields, 1)) };
  if (tag === 'stale' || tag === 'quarantined' || tag === 'held' || tag === 'process-ended') return { outcome: tag };
  return unexpectedReply(fields, 'claim-task');
}

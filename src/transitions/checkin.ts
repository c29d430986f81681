/** Hands an issue back. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinRequest } from '../../queues/requests.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript, type ScriptCall } from '../redis/script.ts';
import { only, type Settled } from '../redis/settled.ts';
import { decodeCheckinOutcome } from './decode-outcome.ts';
import { fingerprintOf } from './fingerprint.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';
import { CHANGED, type Changed, withHolders } from './with-holders.ts';

const script = defineScript(new URL('./checkin.lua', import.meta.url));

export interface CheckinResult {
  request: CheckinRequest;
  outcome: CheckinOutcome;
  /** The issue's task, where it waits again. */
  wanted: WantedTask | undefined;
}

/** Carries out a checkin request, once however often it is called. */
export async function checkin(store: ProjectStore, request: CheckinRequest): Promise<CheckinResult> {
  return only(await checkinAll(store, [request]));
}

/** Carries out checkin requests in one step; the fault of one leaves the others alone. */
export async function checkinAll(
  store: ProjectStore,
  requests: readonly CheckinRequest[],
): Promise<Settled<CheckinResult>[]> {
  return withHolders(store, requests, (held) =>
    script.runAll(
      store.redis,
      held.map(({ request, holder }) => callFor(store, request, holder)),
    ),
  );
}

const callFor = (
  store: ProjectStore,
  request: CheckinRequest,
  holder: string,
): ScriptCall<CheckinResult | Changed> => ({
  keys: {
    ...recordKeys(store, request.issue, holder),
    request: store.keys.request(request.requestId),
    replies: store.keys.replies(request.processId),
  },
  args: {
    ...recordArgs(store, request.issue),
    request_id: request.requestId,
    fingerprint: fingerprintOf(request),
    holder,
    process_id: request.processId,
    fence_seen: request.fence,
    status: request.status,
    result: request.result ?? '',
    metadata: request.metadata ?? '',
    deadline_ms: request.deadlineMs ?? '',
  },
  read: (reply) => {
    const fields = fieldsOf(reply, 'checkin');
    if (fields[0] === CHANGED) return CHANGED;
    return {
      request,
      outcome: decodeCheckinOutcome(fieldAt(fields, 0)),
      wanted: wantedTask(request.issue, fieldAt(fields, 1)),
    };
  },
});

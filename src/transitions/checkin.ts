/** Hands an issue back. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { CheckinRequest } from '../../queues/requests.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { decodeCheckinOutcome } from './decode-outcome.ts';
import { fingerprintOf } from './fingerprint.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';
import { withHolder } from './with-holder.ts';

const script = defineScript(new URL('./checkin.lua', import.meta.url));

export interface CheckinResult {
  outcome: CheckinOutcome;
  /** The issue's task, where it waits again. */
  wanted: WantedTask | undefined;
}

/** Carries out a checkin request, once however often it is called. */
export async function checkin(store: ProjectStore, request: CheckinRequest): Promise<CheckinResult> {
  const { keys } = store;
  const fields = await withHolder(store, request.issue, async (holder) => {
    const reply = await script.run(
      store.redis,
      {
        ...recordKeys(store, request.issue, holder),
        request: keys.request(request.requestId),
        replies: keys.replies(request.processId),
      },
      {
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
    );
    return fieldsOf(reply, 'checkin');
  });
  return { outcome: decodeCheckinOutcome(fieldAt(fields, 0)), wanted: wantedTask(request.issue, fieldAt(fields, 1)) };
}

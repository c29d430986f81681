/** Withdraws a request whose client gave up. */

import type { Outcome } from '../../queues/outcomes.ts';
import type { Request } from '../../queues/requests.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { decodeOutcome } from './decode-outcome.ts';
import { fingerprintOf } from './fingerprint.ts';
import { recordArgs, recordKeys } from './record-keys.ts';
import { fieldAt, fieldsOf } from './reply.ts';
import { wantedTask, type WantedTask } from './wanted-task.ts';

const script = defineScript(new URL('./abandon.lua', import.meta.url));

export interface AbandonResult {
  /** `abandoned`, or what the request had got before and keeps. */
  outcome: Outcome;
  /** A lease that was granted and never used went back. */
  isHandedBack: boolean;
  wanted: WantedTask | undefined;
}

/** Makes sure that the request has no effect that its client does not know of. */
export async function abandon(store: ProjectStore, request: Request): Promise<AbandonResult> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    {
      ...recordKeys(store, request.issue, request.processId),
      request: keys.request(request.requestId),
      replies: keys.replies(request.processId),
    },
    {
      ...recordArgs(store, request.issue),
      request_id: request.requestId,
      fingerprint: fingerprintOf(request),
      process_id: request.processId,
    },
  );
  const fields = fieldsOf(reply, 'abandon');
  return {
    outcome: decodeOutcome(fieldAt(fields, 0)),
    isHandedBack: fieldAt(fields, 1) === '1',
    wanted: wantedTask(request.issue, fieldAt(fields, 2)),
  };
}

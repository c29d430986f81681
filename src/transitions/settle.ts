/** Gives a request whose every retry failed its one outcome. */

import type { ErrorCode } from '../../queues/error-codes.ts';
import type { Outcome } from '../../queues/outcomes.ts';
import type { Request } from '../../queues/requests.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { decodeOutcome } from './decode-outcome.ts';
import { fingerprintOf } from './fingerprint.ts';
import { fieldAt, fieldsOf } from './reply.ts';

const script = defineScript(new URL('./settle.lua', import.meta.url));

/** Stores `failed {code}` unless the request has an outcome already; returns the one that it has. */
export async function settle(store: ProjectStore, request: Request, code: ErrorCode): Promise<Outcome> {
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    { ...keys.own, request: keys.request(request.requestId), replies: keys.replies(request.processId) },
    { request_id: request.requestId, fingerprint: fingerprintOf(request), code },
  );
  return decodeOutcome(fieldAt(fieldsOf(reply, 'settle'), 0));
}

/** Has a GitHub account that its breaker holds back tried now. */

import type { AccountStore } from '../redis/account-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./gate-retry.lua', import.meta.url));

/** Whether there was a breaker open, of the account or of its host. */
export async function retryAccount({ redis, keys, nowMs }: AccountStore): Promise<boolean> {
  const args = { now: nowMs === undefined ? '' : String(nowMs) };
  const fields = fieldsOf(await script.run(redis, keys, args), 'gate-retry');
  const [outcome] = fields;
  if (outcome === 'retried' || outcome === 'fine') return outcome === 'retried';
  return unexpectedReply(fields, 'gate-retry');
}

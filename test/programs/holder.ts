/** Test program: a client that does what it is told, one order to a line, and says what came of it and what it lost. */

import { createInterface } from 'node:readline';
import type { CheckoutOptions, ConnectOptions } from '../../src/client/connect-options.ts';
import type { Lease } from '../../src/client/lease.ts';
import type { Lock } from '../../src/client/lock.ts';
import type { LockOptions } from '../../src/client/locks-api.ts';
import { Mirin } from '../../src/client/mirin.ts';
import type { CheckinStatus } from '../../queues/values.ts';

/** What a test can tell it to do. */
type Order = { number: number } & (
  | { do: 'checkout'; issue: number; options?: CheckoutOptions }
  | { do: 'checkin'; issue: number; status: CheckinStatus; result?: unknown }
  | { do: 'checkpoint'; issue: number; value: unknown }
  | { do: 'lock'; name: string; options?: LockOptions }
  | { do: 'unlock'; name: string }
  | { do: 'block'; ms: number }
  | { do: 'close' }
);

const [optionsText = '{}'] = process.argv.slice(2);
const say = (message: object): void => console.log(JSON.stringify(message));
const mirin = await Mirin.connect(JSON.parse(optionsText) as ConnectOptions);
const leases = new Map<number, Lease>();
const locks = new Map<string, Lock>();

say({ event: 'connected', processId: mirin.processId });
const lines = createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  carryOut(order).then(
    (said) => say({ did: order.number, processId: mirin.processId, ...said }),
    (error: unknown) => say({ did: order.number, error: String(error), code: (error as { code?: string }).code }),
  );
});

async function carryOut(order: Order): Promise<object> {
  switch (order.do) {
    case 'checkout':
      return checkout(order.issue, order.options);
    case 'checkin':
      return leaseOf(order.issue).checkin(order.status, { result: order.result });
    case 'checkpoint':
      leaseOf(order.issue).checkpoint(order.value);
      return {};
    case 'lock':
      return takeLock(order.name, order.options);
    case 'unlock':
      return (await locks.get(order.name)?.release()) ?? {};
    case 'block':
      return block(order.ms);
    case 'close':
      await mirin.close();
      lines.close();
      return {};
  }
}

async function checkout(issue: number, options: CheckoutOptions = {}): Promise<object> {
  const answer = await mirin.checkout(issue, options);
  if (answer.outcome !== 'granted') return answer;
  const { lease, ...rest } = answer;
  leases.set(issue, lease);
  lease.signal.addEventListener('abort', () => say({ event: 'lost', issue, reason: String(lease.signal.reason) }));
  return rest;
}

async function takeLock(name: string, options: LockOptions = {}): Promise<object> {
  const answer = await mirin.locks.acquire(name, options);
  if (answer.outcome !== 'acquired') return answer;
  const { lock } = answer;
  locks.set(name, lock);
  lock.signal.addEventListener('abort', () => say({ event: 'lock-lost', name, reason: String(lock.signal.reason) }));
  return { outcome: 'acquired', fence: lock.fence };
}

function leaseOf(issue: number): Lease {
  const lease = leases.get(issue);
  if (lease === undefined) throw new Error(`issue ${issue} was never granted`);
  return lease;
}

/** Keeps the event loop busy, as work that computes does. */
function block(ms: number): object {
  const untilMs = Date.now() + ms;
  while (Date.now() < untilMs);
  return { blockedMs: ms };
}

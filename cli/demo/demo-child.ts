/** One worker of the demo fleet, a process of its own: claims issues as they come, works on them, hands them back. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Lease } from '../../src/client/lease.ts';
import { Mirin } from '../../src/client/mirin.ts';
import type { DemoChildOptions, FromChild, ToChild } from './demo-messages.ts';
import { DEMO_PROJECT, DEMO_TIMES } from './demo-settings.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as DemoChildOptions;
const { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs, requestTimeoutMs } = DEMO_TIMES;

const WORK_MS = 700;
const ENDLESS_MS = 600_000;
const IDLE_MS = 200;

let open: number[] = [];
process.on('message', (message: ToChild) => {
  open = message.open;
});

const say = (message: FromChild): void => void process.send?.(message);

// Redis comes with the environment: its password must not show in the list of processes.
const mirin = await Mirin.connect({
  project: DEMO_PROJECT,
  process: options.name,
  heartbeatTtlMs,
  heartbeatEveryMs,
  leaseMarginMs,
  requestTimeoutMs,
});

// The fleet ends its children by closing the channel.
const ended = new AbortController();
process.on('disconnect', () => ended.abort());

let isFirst = true;
while (!ended.signal.aborted) {
  const issue = open[Math.floor(Math.random() * open.length)];
  if (issue === undefined) await pause(IDLE_MS);
  else await tryIssue(issue);
}
await mirin.close();

async function tryIssue(issue: number): Promise<void> {
  try {
    const answer = await mirin.checkout(issue, { taskType: 'demo' });
    if (answer.outcome === 'granted') return await work(answer.lease);
    const holder = answer.outcome === 'held' ? answer.holder : undefined;
    say({ type: 'refused', name: options.name, issue, outcome: answer.outcome, ...(holder && { holder }) });
    await pause(IDLE_MS);
  } catch (error) {
    say({ type: 'failed', name: options.name, reason: error instanceof Error ? error.message : String(error) });
    await pause(IDLE_MS);
  }
}

async function work(lease: Lease): Promise<void> {
  const { issue, fence, attempt, previous } = lease;
  const found = typeof previous?.checkpoint === 'string' ? previous.checkpoint : '';
  say({ type: 'working', name: options.name, issue, fence, attempt, found });
  lease.checkpoint(`${options.name} has begun`);
  const endless = options.isSlow && isFirst;
  isFirst = false;
  await pause(endless ? ENDLESS_MS : WORK_MS, undefined, {
    signal: AbortSignal.any([lease.signal, ended.signal]),
  }).catch(() => undefined);
  if (lease.signal.aborted)
    return say({ type: 'lost', name: options.name, issue, reason: String(lease.signal.reason) });
  if (ended.signal.aborted) return;
  const answered = issue % 4 === 0 ? 'awaiting-response' : 'completed';
  await lease.checkin(answered, { result: { by: options.name } });
  open = open.filter((other) => other !== issue);
}

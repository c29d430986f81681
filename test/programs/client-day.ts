/** Test program: does once, in order, all that a client can do, and says what it was answered each time. */

import type { ConnectOptions } from '../../src/client/connect-options.ts';
import { Mirin } from '../../src/client/mirin.ts';
import { waitFor } from '../support/wait-for.ts';

const [optionsText = '{}'] = process.argv.slice(2);
const say = (did: string, answer: object): void => console.log(JSON.stringify({ did, ...answer }));
const by = { by: 'the client' };

const mirin = await Mirin.connect(JSON.parse(optionsText) as ConnectOptions);
say('connect', { processId: mirin.processId });
await takeAndHandBack(1);
say('withIssue', await mirin.withIssue(2, {}, async () => ({ status: 'awaiting-response' })));
await workOff(3);
await lookAfterOthers();
await leaveInTheMiddle();

/** Keeps the lease until a heartbeat has brought its checkpoint to Redis. */
async function takeAndHandBack(issue: number): Promise<void> {
  const got = await mirin.checkout(issue, { requestId: `checkout-of-${issue}` });
  if (got.outcome !== 'granted') throw new Error(`#${issue}: ${got.outcome}`);
  const { lease, ...answer } = got;
  say(`checkout-of-${issue}`, answer);
  const begunAtMs = await lastSeenMs();
  lease.checkpoint({ page: 1 });
  await waitFor('a heartbeat', async () => (await lastSeenMs()) > begunAtMs, { everyMs: 100 });
  const requestId = `checkin-of-${issue}`;
  say(requestId, await lease.checkin('completed', { result: 'done', requestId }));
}

async function lastSeenMs(): Promise<number> {
  return (await mirin.processes.get(mirin.processId))?.lastSeenMs ?? 0;
}

/** Works until the task of this issue is done. */
async function workOff(issue: number): Promise<void> {
  const done = new AbortController();
  const handler = async (task: { issue: number }): Promise<void> => {
    if (task.issue === issue) done.abort();
  };
  await mirin.work(handler, { signal: done.signal });
  say('work', {});
}

/** What an operator may ask for. */
async function lookAfterOthers(): Promise<void> {
  say('release', await mirin.issues.release(6, by));
  say('reset', await mirin.issues.reset(7, by));
  say('releaseQuarantine', await mirin.issues.releaseQuarantine(8, by));
  say('repair', { isAsked: await mirin.orphans.repair(9) });
  await mirin.labels.sync(9);
}

/** Closes with leases in its hands, of which the last were asked for together, and with a request under way. */
async function leaveInTheMiddle(): Promise<void> {
  const answers = await Promise.all([4, 10, 11, 12].map((issue) => mirin.checkout(issue)));
  say('checkouts', { outcomes: answers.map(({ outcome }) => outcome) });
  const asked = mirin.checkout(5, { requestId: 'checkout-of-5' }).then(
    (answer) => say('late', { outcome: answer.outcome }),
    (error: unknown) => say('late', { error: String(error) }),
  );
  await mirin.close();
  await asked;
  say('close', {});
}

/** A client that dies in the middle of its day, and what must be so when the workers have noticed. */

import { expect } from 'chai';
import type { RequestId } from '../../queues/values.ts';
import { enqueueFollowUps } from '../../src/enqueue/follow-ups.ts';
import { getIssue, readIssues } from '../../src/store/read-issue.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import type { WantedTask } from '../../src/transitions/wanted-task.ts';
import type { Child } from '../support/child.ts';
import { type Doom, startDoomed } from '../support/doomed.ts';
import type { DrivenProject } from '../support/driven-project.ts';
import { QUICK } from '../support/live-project.ts';
import { waitFor } from '../support/wait-for.ts';
import { Asker } from './asker.ts';
import { type Ground, Scene } from './scene.ts';
import { expectPromisesKept, untilSettled } from './settled.ts';

/** The client's own, in the order in which it takes them (test/programs/client-day.ts). */
const OWN = [1, 2, 3, 4, 5, 10, 11, 12];
const TASK = 3;
const HELD_BY_OTHER = 6;
const COMPLETED = 7;
const QUARANTINED = 8;
const ALIVE = 9;
const ISSUES = [...OWN, HELD_BY_OTHER, COMPLETED, QUARANTINED, ALIVE];

/** Starts a client in a project that lives; `untilOver` waits for its end, and then all must be in order. */
export async function liveThroughDay(
  ground: Ground,
  doom: Doom,
  untilOver: (client: Child) => Promise<void>,
): Promise<void> {
  const scene = new Scene(ground, ISSUES);
  const asker = await Asker.connect(scene, 'asker');
  try {
    await prepare(scene, asker);
    await scene.work();
    const client = startClient(scene, doom);
    await untilOver(client);
    await untilSettled(scene, () => stillHeld(scene));
    await expectToldTheTruth(scene, client);
    await workOffTasks(scene);
    await untilSettled(scene);
    await expectPromisesKept(scene);
  } finally {
    await asker.close();
    await scene.close();
  }
}

function startClient({ live }: Scene, doom: Doom): Child {
  const { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs, requestTimeoutMs } = QUICK;
  const times = { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs, requestTimeoutMs };
  const options = { project: live.name, redis: live.redisUrl, process: 'doomed', ...times };
  return startDoomed(doom, 'test/programs/client-day.js', [JSON.stringify(options)]);
}

/** What a client finds: a task that waits, issues of others for an operator to look after. */
async function prepare({ driven, store, queues }: Scene, asker: Asker): Promise<void> {
  const wanted = await dieWith(driven, TASK);
  const target = { store, project: queues, shared: queues };
  if (wanted !== undefined) await enqueueFollowUps(target, [{ kind: 'ticket', wanted, isRepaired: true }]);
  for (const issue of [HELD_BY_OTHER, ALIVE]) await driven.take(issue, asker.processId, { ttlMs: 600_000 });
  const former = await driven.register('former', { liveness: 'ttl' });
  await driven.handBack(COMPLETED, former, await driven.take(COMPLETED, former), 'completed');
  for (let deaths = 0; deaths < 3; deaths += 1) await dieWith(driven, QUARANTINED);
}

async function dieWith(driven: DrivenProject, issue: number): Promise<WantedTask | undefined> {
  const holder = await driven.register('former');
  const outcome = await driven.repairDead(issue, holder, await driven.take(issue, holder));
  return outcome.outcome === 'repaired' ? outcome.wanted : undefined;
}

/** Whoever died holds nothing in the end. */
async function stillHeld({ store }: Scene): Promise<string[]> {
  const records = await readIssues(store, OWN);
  return records.flatMap((record) => (record?.status === 'processing' ? [`#${record.issue} is held`] : []));
}

/** What the client was answered is what stands there, to the last field. */
async function expectToldTheTruth({ store }: Scene, { messages }: Child): Promise<void> {
  for (const { did, ...answer } of messages) {
    if (/^check(out|in)-of-/.test(String(did))) {
      expect(await readOutcome(store, String(did) as RequestId), String(did)).to.deep.equal(answer);
    }
  }
}

/** Every task that waits is drawn once by whoever comes next, and nothing is left of any. */
async function workOffTasks({ live, store }: Scene): Promise<void> {
  if ((await getIssue(store, TASK))?.status === 'completed') return;
  const mirin = await live.connect('next');
  const done = new AbortController();
  const working = mirin.work(async () => undefined, { signal: done.signal, concurrency: 8 });
  await waitFor('all tasks to be done', async (saw) => {
    const wanted = await store.redis.zrange(store.keys.own.tasks_wanted, 0, '-1');
    const running = await store.redis.smembers(store.keys.own.running_tasks);
    saw({ wanted, running });
    return wanted.length + running.length === 0;
  });
  done.abort();
  await working;
  expect((await getIssue(store, TASK))?.status).to.equal('completed');
}

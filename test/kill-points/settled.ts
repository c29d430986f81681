/** The one check after every death: what was going on comes to its end, and all promises hold of what happened. */

import type { Job } from 'bullmq';
import { expect } from 'chai';
import type { RequestId } from '../../queues/values.ts';
import { isOwnedLabel, wantedLabels } from '../../src/github/label-map.ts';
import { probePid } from '../../src/machine/pid-probe.ts';
import { readIssues } from '../../src/store/read-issue.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { projectKeyNames } from '../support/project-dump.ts';
import { waitFor } from '../support/wait-for.ts';
import { leaseFaults } from './lease-faults.ts';
import { PEOPLES_LABEL, type Scene } from './scene.ts';

/** Far more than any wait in it: a lock, a stalled check, a probe, a scan, and their jobs. */
const SETTLES_WITHIN_MS = 60_000;

/** Waits until nothing is left to do. `more`: what else is not yet as it must be. */
export async function untilSettled(
  scene: Scene,
  more: () => Promise<string[]> = () => Promise.resolve([]),
): Promise<void> {
  const look = async (saw: (seen: unknown) => void): Promise<boolean> => {
    const open = await firstUnsettled([more, ...CHECKS.map((check) => () => check(scene))]);
    saw(open);
    return open.length === 0;
  };
  await waitFor('all to settle', look, { withinMs: SETTLES_WITHIN_MS, everyMs: 250 });
}

/** Nothing that happened until now broke a promise. */
export async function expectPromisesKept(scene: Scene): Promise<void> {
  expect(await leaseFaults(scene.store), 'leases and outcomes').to.deep.equal([]);
  expect((await verifyIndexes(scene.store)).faults, 'indexes').to.deep.equal([]);
}

/** What the first check finds that finds anything: looking further would only cost time. */
async function firstUnsettled(checks: readonly (() => Promise<string[]>)[]): Promise<string[]> {
  for (const check of checks) {
    const open = await check();
    if (open.length > 0) return open;
  }
  return [];
}

async function requestsUnderWay({ queues, store }: Scene): Promise<string[]> {
  const states = ['waiting', 'prioritized', 'active', 'delayed'] as const;
  const counts = await queues.requests.getJobCounts(...states);
  const busy = states.filter((state) => counts[state] !== 0).map((state) => `requests ${state}: ${counts[state]}`);
  const ids = requestIdsIn(await queues.requests.getJobs(['completed', 'failed']));
  const outcomes = await Promise.all(ids.map((id) => readOutcome(store, id)));
  return [...busy, ...ids.filter((_, index) => outcomes[index] === undefined).map((id) => `${id} has no outcome`)];
}

/** However many requests travel in a job. */
export const requestIdsIn = (jobs: readonly Job[]): RequestId[] =>
  jobs.flatMap(({ data }) =>
    [...JSON.stringify(data).matchAll(/"requestId":"([^"]+)"/g)].map(([, id]) => id as RequestId),
  );

/** Processes that are gone, but count as alive. */
async function unknownDeaths({ store }: Scene): Promise<string[]> {
  const ids = await store.redis.zrange(store.keys.own.processes, 0, '-1');
  const dead = await Promise.all(
    ids.map(async (id) => {
      const key = store.keys.process(id).process;
      const [status, liveness, pid, startTime] = await store.redis.hmget(
        key,
        'status',
        'liveness',
        'pid',
        'pidStarted',
      );
      if (status !== 'alive' || liveness !== 'beat') return false;
      return (await probePid({ pid: Number(pid), startTime: startTime ?? '' })).state === 'gone';
    }),
  );
  return ids.filter((_, index) => dead[index]).map((id) => `${id} is gone, but counts as alive`);
}

/** Each task that waits has the ticket of its run. */
async function tasksWithoutTicket({ store, queues }: Scene): Promise<string[]> {
  const names = await projectKeyNames(store.redis, store.keys.project);
  const missing = names.map(async (name): Promise<string[]> => {
    const [, id = ''] = /^task:(.+)$/.exec(name) ?? [];
    if (id === '') return [];
    const [task, run] = await store.redis.hmget(store.keys.task(id), 'state', 'run');
    const ticket = `t-${id}-${run}`;
    const state = task === 'waiting' ? await queues.tasks.getJobState(ticket) : 'prioritized';
    return state === 'prioritized' || state === 'active' ? [] : [`the ticket ${ticket} is ${state}`];
  });
  return (await Promise.all(missing)).flat();
}

/** A pass that is put off for a minute, since a late write may still land, comes now. */
async function labelsBehind(scene: Scene): Promise<string[]> {
  const { store, repository, labelMap: map, queues } = scene;
  for (const pass of await queues.labels.getDelayed()) await pass.promote().catch(() => undefined);
  const numbers = repository.issues().map(({ number }) => number);
  const records = await readIssues(store, numbers);
  const behind = numbers.flatMap((number, place) => {
    const has = repository.labelsOf(number);
    const wanted = wantedLabels(map, records[place]?.status ?? null);
    const owned = has.filter((name) => isOwnedLabel(map, name));
    if (owned.join() === wanted.join() && has.includes(PEOPLES_LABEL)) return [];
    return [{ number, text: `#${number} bears ${has.join()}, not ${wanted.join()}` }];
  });
  const [first, ...others] = behind;
  // Where one alone is left it may be stuck.
  if (first !== undefined && others.length === 0) return [first.text, await passesOf(scene, first.number)];
  return behind.map(({ text }) => text);
}

/** What there is of the issue's label passes, for whoever has to find out why none of them helps. */
async function passesOf({ store, queues }: Scene, issue: number): Promise<string> {
  const states = ['active', 'waiting', 'prioritized', 'delayed'] as const;
  const jobs = await Promise.all(states.map((state) => queues.labels.getJobs([state])));
  const passes = jobs.flatMap((some, place) =>
    some
      .filter(({ data }) => (data as { issue?: number }).issue === issue)
      .map(({ id, name }) => `${name} ${id} is ${states[place]}`),
  );
  const dirty = await store.redis.zscore(store.keys.own.labels_dirty, issue);
  const record = await store.redis.hmget(
    store.keys.issue(issue).issue,
    'version',
    'labelVersion',
    'labelBlockedReason',
  );
  return [...passes, `dirty since ${dirty}`, `version, shown, blocked: ${record.join()}`].join('; ');
}

/** Each says in words what is still under way. */
const CHECKS = [requestsUnderWay, unknownDeaths, tasksWithoutTicket, labelsBehind];

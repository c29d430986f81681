/** A project in which a worker finds everything to do that there is, all of it from its start on. */

import { Worker, UnrecoverableError } from 'bullmq';
import type { CheckinOutcome, CheckoutOutcome } from '../../queues/outcomes.ts';
import { projectPrefix, QUEUE_NAMES } from '../../queues/names.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { enqueueFollowUps } from '../../src/enqueue/follow-ups.ts';
import { machineId } from '../../src/machine/identity.ts';
import { processStartTime } from '../../src/machine/process-start.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { readIssues } from '../../src/store/read-issue.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { waitFor } from '../support/wait-for.ts';
import { Asker } from './asker.ts';
import { type Ground, Scene } from './scene.ts';

/** Its last holder died, its task waits with a ticket, and somebody asks for it. */
const ASKED_FOR = 1;
/** Taken and handed back by requests. */
export const HANDED_BACK = 2;
/** Its holder is dead. */
const DEAD = 3;
/** Its lease, without heartbeats, ran out. */
const EXPIRED = 4;
/** Its lease ran out, though its holder lives. */
const HUNG = 5;
/** Its task waits, and whoever should have enqueued the ticket died; GitHub answers badly about it at first. */
const UNTICKETED = 6;
/** Its key is no hash. */
const CORRUPT = 7;
/** A request for it failed for good, and whoever should have settled it died. */
const UNSETTLED = 8;
/** It was handed back, and whoever should have asked for its label died. */
const UNLABELLED = 9;
/** Asked for together with the corrupt one: both requests travel in one job. */
const FRESH = 10;
/** Its label was put right once, and somebody took it off since. */
const DRIFTED = 11;
/** Those that have a story. */
const ISSUES = [ASKED_FOR, HANDED_BACK, DEAD, EXPIRED, HUNG, UNTICKETED, UNLABELLED, FRESH, DRIFTED];

const UNSETTLED_REQUEST = 'unsettled-request' as RequestId;
const DAY_MS = 24 * 60 * 60 * 1000;
const LONG_AGO_MS = 300_000;
const HUNG_FROM_MS = 1_000;

export class FullHouse {
  readonly scene: Scene;
  readonly #asker: Asker;
  readonly #old: ProcessId;
  readonly #dead: readonly ProcessId[];
  #answers: Promise<(CheckoutOutcome | CheckinOutcome)[]> | undefined;

  static async open(ground: Ground): Promise<FullHouse> {
    const scene = new Scene(ground, ISSUES);
    await scene.store.redis.set('mirin:test-clock', '1');
    const old = await leaveOld(scene);
    await leaveExpired(scene);
    const dead = await leaveDead(scene);
    await leaveTasks(scene);
    await leaveUnsettled(scene);
    await leaveUnlabelled(scene);
    await leaveDrifted(scene);
    await scene.store.redis.set(scene.store.keys.issue(CORRUPT).issue, 'not a hash');
    const path = new RegExp(`${scene.live.name}/issues/${UNTICKETED}/labels`);
    scene.github.failNext({ how: 'html', path });
    return new FullHouse(scene, await Asker.connect(scene, 'asker'), old, dead);
  }

  private constructor(scene: Scene, asker: Asker, old: ProcessId, dead: readonly ProcessId[]) {
    this.scene = scene;
    this.#asker = asker;
    this.#old = old;
    this.#dead = dead;
  }

  /** What its workers are started with: so few probes that one notes the silent process before a scan repairs it. */
  get flags() {
    return { ...this.scene.flags, probeEveryMs: 4_000 };
  }

  /** Sends the requests; they wait for a worker. */
  async ask(): Promise<void> {
    const asker = this.#asker;
    const handBack = async (): Promise<CheckinOutcome> => {
      const got = await asker.checkout(HANDED_BACK);
      if (got.outcome !== 'granted') throw new Error(`#${HANDED_BACK} was not granted: ${got.outcome}`);
      return asker.checkin(HANDED_BACK, got.fence, 'awaiting-response');
    };
    const first = [asker.checkout(ASKED_FOR), handBack()];
    this.#answers = Promise.all([...first, asker.checkout(CORRUPT), asker.checkout(FRESH)]);
    this.#answers.catch(() => undefined);
    await waitFor('the requests to be there', async (saw) => {
      const { requests } = this.scene.queues;
      const waiting = JSON.stringify(await requests.getJobs(['prioritized', 'waiting']));
      saw(waiting);
      return [ASKED_FOR, HANDED_BACK, CORRUPT, FRESH].every((issue) => waiting.includes(`"issue":${issue},`));
    });
  }

  /** What is not yet as it must be in the end. */
  async unfinished(): Promise<string[]> {
    const { store } = this.scene;
    const wrong: string[] = [];
    const hold = (what: string, is: unknown, wanted: unknown): void => {
      if (is !== wanted) wrong.push(`${what} is ${String(is)}, not ${String(wanted)}`);
    };
    const statuses: Record<number, string> = {
      [ASKED_FOR]: 'processing',
      [HANDED_BACK]: 'awaiting-response',
      [UNLABELLED]: 'error',
      [FRESH]: 'processing',
      [DRIFTED]: 'error',
    };
    const records = await readIssues(store, ISSUES);
    for (const [place, issue] of ISSUES.entries()) {
      hold(`#${issue}`, records[place]?.status, statuses[issue] ?? 'pending');
    }
    hold('the unsettled request', (await readOutcome(store, UNSETTLED_REQUEST))?.outcome, 'failed');
    hold('the old process', await store.redis.exists(store.keys.process(this.#old).process), 0);
    for (const id of this.#dead) hold(id, await store.redis.hget(store.keys.process(id).process, 'status'), 'dead');
    return wrong;
  }

  /** What each issue has gone through, and what each request was answered. */
  async story(): Promise<Record<string, unknown>> {
    const answers = await (this.#answers ?? Promise.reject(new Error('nothing was asked')));
    const story: Record<string, unknown> = {
      answers: answers.map(({ outcome }) => outcome),
    };
    for (const issue of ISSUES) {
      const events = await issueHistory(this.scene.store, issue);
      story[`#${issue}`] = events
        .map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`))
        // Where nobody probed it in time its deadline alone counts.
        .map((event) => (issue === HUNG ? event.replace('expired', 'hung') : event))
        .join(', ');
    }
    return story;
  }

  /** Whoever comes next gets what waits. */
  async takeAll(): Promise<string[]> {
    const free = ISSUES.filter((issue) => issue !== ASKED_FOR && issue !== FRESH);
    const outcomes = await Promise.all(free.map((issue) => this.#asker.checkout(issue)));
    return outcomes.map(({ outcome }) => outcome);
  }

  /** Takes the key that is none away: nothing could be verified with it. */
  async mend(): Promise<void> {
    await this.scene.store.redis.del(this.scene.store.keys.issue(CORRUPT).issue);
  }

  async close(): Promise<void> {
    await this.#asker.close();
    await this.scene.close();
  }
}

/** The story that each death leaves the same. */
export const STORY: Readonly<Record<string, unknown>> = {
  answers: ['granted', 'committed', 'failed', 'granted'],
  [`#${ASKED_FOR}`]: 'checkout.granted, orphan.repaired: dead, checkout.granted',
  [`#${HANDED_BACK}`]: 'checkout.granted, checkin.committed',
  [`#${DEAD}`]: 'checkout.granted, orphan.repaired: dead',
  [`#${EXPIRED}`]: 'checkout.granted, orphan.repaired: expired',
  [`#${HUNG}`]: 'checkout.granted, orphan.repaired: hung',
  [`#${UNTICKETED}`]: 'checkout.granted, orphan.repaired: dead',
  [`#${UNLABELLED}`]: 'checkout.granted, checkin.committed',
  [`#${FRESH}`]: 'checkout.granted',
  [`#${DRIFTED}`]: 'checkout.granted, checkin.committed',
};

async function leaveOld({ driven }: Scene): Promise<ProcessId> {
  driven.setTime(Date.now() - 8 * DAY_MS);
  return driven.register('old', { liveness: 'ttl', machineId: '' });
}

/** A lease that ran out minutes ago, and one that does so in a moment; Redis was there all the while. */
async function leaveExpired({ driven, store }: Scene): Promise<void> {
  const standAt = async (ms: number): Promise<void> => {
    driven.setTime(ms);
    await store.redis.hset(store.keys.own.clock, 'tick', ms);
  };
  await standAt(Date.now() - LONG_AGO_MS);
  await driven.take(EXPIRED, await driven.register('expired', { liveness: 'ttl', machineId: '' }));
  await standAt(Date.now() + HUNG_FROM_MS - TTL_MS);
  const living = { machineId: await machineId(), pid: process.pid, pidStarted: await processStartTime(process.pid) };
  await driven.take(HUNG, await driven.register('hung', living));
  await store.redis.hset(store.keys.own.clock, 'tick', Date.now());
  driven.setTime(undefined);
}

/** Two processes of this machine that are gone: one held an issue, the other nothing. */
async function leaveDead({ driven }: Scene): Promise<ProcessId[]> {
  const here = { machineId: await machineId() };
  const [holder, idle] = [await driven.register('dead', here), await driven.register('idle', here)];
  await driven.take(DEAD, holder);
  return [holder, idle];
}

/** Two tasks that wait after a repair, one with its ticket, one without. */
async function leaveTasks({ driven, store, queues }: Scene): Promise<void> {
  for (const issue of [ASKED_FOR, UNTICKETED]) {
    const holder = await driven.register('former', { liveness: 'ttl', machineId: '' });
    const outcome = await driven.repairDead(issue, holder, await driven.take(issue, holder));
    if (outcome.outcome !== 'repaired' || outcome.wanted === undefined)
      throw new Error(`#${issue}: ${outcome.outcome}`);
    const target = { store, project: queues, shared: queues };
    const ticket = { kind: 'ticket', wanted: outcome.wanted, isRepaired: true } as const;
    if (issue === ASKED_FOR) await enqueueFollowUps(target, [ticket]);
  }
}

async function leaveUnlabelled({ driven, repository }: Scene): Promise<void> {
  // What a pass that was cut off leaves: other passes may come so late that there is nothing to take off.
  repository.addLabels(UNLABELLED, ['processing']);
  const holder = await driven.register('unlabelled', { liveness: 'ttl', machineId: '' });
  await driven.handBack(UNLABELLED, holder, await driven.take(UNLABELLED, holder), 'error');
}

/** The label that its state demands is not there, and no mark says so. */
async function leaveDrifted({ driven, store }: Scene): Promise<void> {
  const holder = await driven.register('drifted', { liveness: 'ttl', machineId: '' });
  await driven.handBack(DRIFTED, holder, await driven.take(DRIFTED, holder), 'error');
  await store.redis.zrem(store.keys.own.labels_dirty, DRIFTED);
}

/** A request whose job failed for good, as by a worker that died before it could settle it. */
async function leaveUnsettled({ live, driven, queues }: Scene): Promise<void> {
  const processId = await driven.register('unsettled', { liveness: 'ttl', machineId: '' });
  const rest = { taskType: 'misc', priority: 'normal', ttlMs: 90_000, deadlineMs: 9e12, reopen: false, adopt: false };
  const request = { v: 1, kind: 'checkout', requestId: UNSETTLED_REQUEST, issue: UNSETTLED, processId, ...rest };
  const job = await queues.requests.add(request.kind, request);
  const fail = (): Promise<never> => Promise.reject(new UnrecoverableError('MIRIN_STATE_CORRUPT: its key was no hash'));
  const worker = new Worker(QUEUE_NAMES.requests, fail, {
    connection: { url: live.redisUrl },
    prefix: projectPrefix(driven.store.keys.project),
    // Its own interval would keep the others from looking for half a minute.
    skipStalledCheck: true,
  });
  await waitFor('the request to fail', async () => (await job.getState()) === 'failed');
  await worker.close();
}

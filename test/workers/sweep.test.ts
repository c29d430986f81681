/** What people do to owned labels is put right by the sweep, without a webhook. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { OVERLAP_MS } from '../../src/github/sweep-cursor.ts';
import {
  startGitHubSimulator,
  type GitHubSimulator,
  type SimulatedRequest,
} from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { waitFor } from '../support/wait-for.ts';
import { untilJob, useWorkshop } from './workshop.ts';

const ISSUE = 5;
const HOUR_MS = 3_600_000;
const LIST = /\/issues$/;
const DATE = new Date('2026-01-01T12:00:00Z');

describe('the sweep', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let holder: ProcessId;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    repository = simulator.repo(workshop.open.live.name);
    repository.createIssue({ number: ISSUE, labels: ['bug'] });
    holder = await workshop.open.driven.register();
  });
  afterEach(() => simulator.stop());

  const start = (over: Record<string, number> = {}) => {
    const github = { githubToken: simulator.token, githubApiUrl: simulator.url };
    return workshop.open.live.work({ ...github, sweepEveryMs: HOUR_MS, ...over });
  };
  /** Starts workers, and waits until their first sweep has been. */
  const startSwept = async (over: Record<string, number> = {}): Promise<void> => {
    await start(over);
    await workshop.open.untilLogged('sweep.finished');
  };
  /** Sweeps once more; what it counted. */
  const sweep = async (): Promise<Record<string, unknown>> => {
    const { labels } = workshop.open.queues;
    const data = { v: 1, kind: 'project-sweep', project: workshop.open.live.name };
    const { returnvalue } = await untilJob(labels, await labels.add(data.kind, data), 'completed');
    return returnvalue as Record<string, unknown>;
  };
  const untilLabels = (...labels: string[]) =>
    waitFor(`#${ISSUE} to bear ${labels.join(', ')}, and to have no mark`, async (saw) => {
      const { redis, store } = workshop.open.live;
      const isDirty = (await redis.zscore(store.keys.own.labels_dirty, ISSUE)) !== null;
      saw([repository.labelsOf(ISSUE), isDirty]);
      return !isDirty && repository.labelsOf(ISSUE).toSorted().join() === labels.toSorted().join();
    });
  const take = async (): Promise<void> => {
    await workshop.open.driven.take(ISSUE, holder);
    await untilLabels('bug', 'processing');
  };
  const lists = (): SimulatedRequest[] => simulator.requests.filter(({ path }) => LIST.test(path));
  const queryOf = (request: SimulatedRequest | undefined): Record<string, string> =>
    Object.fromEntries(new URLSearchParams(request?.query));
  const cursor = () => workshop.open.live.redis.hgetall(workshop.open.live.store.keys.own.labels_sweep);

  it('puts an owned label back that somebody removed, and takes one off that somebody added', async () => {
    await startSwept();
    await take();
    repository.removeLabel(ISSUE, 'processing');
    expect(await sweep()).to.include({ drifted: 1 });
    await untilLabels('bug', 'processing');
    repository.addLabels(ISSUE, ['Completed']);
    expect(await sweep()).to.include({ drifted: 1 });
    await untilLabels('bug', 'processing');
  });

  it('comes by itself, at its interval', async () => {
    await start({ sweepEveryMs: 1_000 });
    await take();
    repository.removeLabel(ISSUE, 'processing');
    await untilLabels('bug', 'processing');
    await workshop.open.untilLogged('labels.drifted');
  });

  it('finds what happened while no worker ran', async () => {
    const workers = await start();
    await take();
    await workers.stop();
    repository.removeLabel(ISSUE, 'processing');
    await workshop.open.queues.orphans.removeJobScheduler('label-sweep');
    await start();
    await untilLabels('bug', 'processing');
  });

  it('leaves alone what agrees, issues that Mirin does not know, and pull requests', async () => {
    await startSwept();
    await take();
    const others = [
      repository.createIssue({ labels: ['help wanted'] }),
      repository.createIssue({ labels: ['processing'], isPullRequest: true }),
    ];
    expect(await sweep()).to.include({ drifted: 0, takenOver: 0, listed: 2 });
    expect(others.map((other) => repository.labelsOf(other))).to.deep.equal([['help wanted'], ['processing']]);
  });

  it('leaves alone what has a pass before it already', async () => {
    await workshop.open.driven.take(ISSUE, holder);
    await startSwept({ scanEveryMs: HOUR_MS });
    await untilLabels('bug', 'processing');
    const { redis, store } = workshop.open.live;
    await redis.zadd(store.keys.own.labels_dirty, Date.now(), ISSUE);
    const epoch = () => redis.hget(store.keys.issue(ISSUE).issue, 'labelEpoch');
    const before = await epoch();
    repository.removeLabel(ISSUE, 'processing');
    expect(await sweep()).to.include({ drifted: 0 });
    expect(await epoch()).to.equal(before);
  });

  it('asks again for what GitHub had refused', async () => {
    await startSwept();
    const body = { message: 'Repository was archived so is read-only.' };
    simulator.failNext({ method: 'POST', path: /\/issues\/\d+\/labels$/, how: 'answer', status: 403, body });
    await workshop.open.driven.take(ISSUE, holder);
    await workshop.open.untilLogged('labels.refused');
    expect(await sweep()).to.include({ drifted: 1 });
    await untilLabels('bug', 'processing');
  });

  it('asks for what changed since a little before the last one, by the clock of GitHub', async () => {
    await startSwept();
    const headers = { date: DATE.toUTCString() };
    const body = [{ number: ISSUE, labels: ['bug'], state: 'open', pull_request: {} }];
    simulator.failNext({ path: LIST, how: 'answer', status: 200, body, headers });
    await sweep();
    const since = new Date(DATE.getTime() - OVERLAP_MS).toISOString();
    expect(await cursor()).to.include({ since });
    await sweep();
    const { since: asked, state, sort, direction } = queryOf(lists().at(-1));
    expect({ asked, state, sort, direction }).to.deep.equal({
      asked: since,
      state: 'all',
      sort: 'updated',
      direction: 'desc',
    });
  });

  it('reads all pages, none of them twice, and gives its worker back in between', async () => {
    for (let number = 100; number < 1_350; number += 1) repository.createIssue({ number });
    await startSwept();
    await workshop.open.untilLogged('sweep.finished', 2);
    expect(await cursor()).to.include({ page: '' });
    expect(lists().map((request) => queryOf(request)['page'] ?? '1')).to.deep.equal(
      Array.from({ length: 13 }, (_, index) => String(index + 1)),
    );
    expect(workshop.open.live.logged.filter(({ event }) => event === 'sweep.finished')).to.have.lengthOf(2);
    expect(queryOf(lists()[12])).not.to.have.property('since');
  });

  it('misses no issue that changes while its pages are read', async () => {
    for (let number = 100; number < 250; number += 1) repository.createIssue({ number });
    await startSwept();
    await waitFor('the first sweep to be through', async () => (await cursor())['page'] === '');
    await workshop.open.live.redis.del(workshop.open.live.store.keys.own.labels_sweep);
    await take();
    repository.removeLabel(ISSUE, 'processing');
    for (let number = 100; number < 250; number += 1) repository.addComment(number, 'later');
    // The issue is the last of all now. One of the first page moves to the front before the second page is asked for.
    const before = lists().length;
    simulator.beforeNext({ path: LIST }, () =>
      simulator.beforeNext({ path: LIST }, () => void repository.addComment(120, 'meanwhile')),
    );
    expect(await sweep()).to.include({ drifted: 1 });
    expect(lists().length - before).to.equal(2);
  });

  it('goes on with the page at which it was stopped', async () => {
    for (let number = 100; number < 320; number += 1) repository.createIssue({ number });
    const refusal = { path: LIST, how: 'answer', status: 403, body: { message: 'Not now' } } as const;
    simulator.beforeNext({ path: LIST }, () => simulator.beforeNext({ path: LIST }, () => simulator.failNext(refusal)));
    await start();
    await workshop.open.untilLogged('sweep.failed');
    const before = lists().length;
    await sweep();
    expect(
      lists()
        .slice(before)
        .map((request) => queryOf(request)['page']),
    ).to.deep.equal(['2', '3']);
  });

  it('begins anew with every issue once that is wanted, and only once', async () => {
    await startSwept();
    await sweep();
    const { redis, store } = workshop.open.live;
    await redis.hincrby(store.keys.own.labels_sweep, 'wanted', 1);
    const before = lists().length;
    await sweep();
    await sweep();
    const areWhole = lists()
      .slice(before)
      .map((request) => queryOf(request)['since'] === undefined);
    expect(areWhole).to.deep.equal([true, false]);
  });

  it('costs nothing of the budget where nothing happens', async () => {
    await startSwept();
    // What is new, what the overlap lists again, and from then on nothing.
    await workshop.open.live.redis.hset(
      workshop.open.live.store.keys.own.labels_sweep,
      'since',
      '2100-01-01T00:00:00Z',
    );
    await sweep();
    await sweep();
    await sweep();
    expect(
      lists()
        .slice(-3)
        .map(({ status }) => status),
    ).to.deep.equal([200, 304, 304]);
    await take();
    await workshop.open.live.redis.hset(
      workshop.open.live.store.keys.own.labels_sweep,
      'since',
      '2000-01-01T00:00:00Z',
    );
    expect(await sweep()).to.include({ listed: 1 });
  });

  it('follows a repository that was renamed', async () => {
    await startSwept();
    await take();
    simulator.rename(workshop.open.live.name, `${workshop.open.live.name}-renamed`);
    repository.removeLabel(ISSUE, 'processing');
    expect(await sweep()).to.include({ drifted: 1 });
    await untilLabels('bug', 'processing');
  });

  it('waits as long as GitHub wants to be left alone', async () => {
    await startSwept();
    const headers = { 'retry-after': '3600' };
    simulator.failNext({ path: LIST, how: 'answer', status: 429, body: { message: 'Slow down' }, headers });
    const { labels } = workshop.open.queues;
    const data = { v: 1, kind: 'project-sweep', project: workshop.open.live.name };
    const job = await untilJob(labels, await labels.add(data.kind, data), 'delayed');
    expect(job.delay).to.be.within(3_500_000, 3_600_000);
    expect(job.attemptsMade).to.equal(0);
  });

  it('tries again soon when GitHub is away for a moment', async () => {
    await startSwept();
    simulator.failNext({ path: LIST, how: 'html' });
    expect(await sweep()).to.include({ pages: 1 });
    await workshop.open.untilLogged('queue.retried');
  });
});

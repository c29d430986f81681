/** Issues that only their labels tell of are taken over by the sweep, and a stale `processing` is repaired. */

import { expect } from 'chai';
import { startHonestGitHub } from '../github/honest-github.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { reset } from '../../src/transitions/reset.ts';
import { waitFor } from '../support/wait-for.ts';
import { untilJob, useWorkshop } from './workshop.ts';

const HOUR_MS = 3_600_000;

describe('the take-over by labels', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    repository = simulator.repo(workshop.open.live.name);
  });
  afterEach(() => simulator.stop());

  const start = (over: Record<string, string | number> = {}) => {
    const github = { githubToken: simulator.token, githubApiUrl: simulator.url };
    return workshop.open.live.work({ ...github, sweepEveryMs: HOUR_MS, ...over });
  };
  const startSwept = async (over: Record<string, string | number> = {}): Promise<void> => {
    await start(over);
    await workshop.open.untilLogged('sweep.finished');
  };
  const addSweep = () => {
    const data = { v: 1, kind: 'project-sweep', project: workshop.open.live.name };
    return workshop.open.queues.labels.add(data.kind, data);
  };
  const sweep = async (): Promise<Record<string, unknown>> => {
    const { returnvalue } = await untilJob(workshop.open.queues.labels, await addSweep(), 'completed');
    return returnvalue as Record<string, unknown>;
  };
  const known = async (issue: number) => (await getIssue(workshop.open.live.store, issue))?.status ?? 'unknown';
  const allKnown = (issues: readonly number[]) => Promise.all(issues.map(known));
  const untilLabels = (issue: number, ...labels: string[]) =>
    waitFor(`#${issue} to bear ${labels.join(', ')}, and to have no mark`, async (saw) => {
      const { redis, store } = workshop.open.live;
      const isDirty = (await redis.zscore(store.keys.own.labels_dirty, issue)) !== null;
      saw([repository.labelsOf(issue), isDirty]);
      return !isDirty && repository.labelsOf(issue).toSorted().join() === labels.toSorted().join();
    });

  it('takes each for what its labels show, and brings its labels in line with that', async () => {
    const seeds = [
      ['bug', 'processing'],
      ['completed'],
      ['error'],
      ['awaiting-response'],
      ['completed', 'processing', 'quarantined'],
      ['bug', 'wip'],
    ];
    const issues = seeds.map((labels) => repository.createIssue({ labels }));
    const request = repository.createIssue({ labels: ['processing'], isPullRequest: true });
    const closed = repository.createIssue({ labels: ['processing'] });
    repository.issue(closed).isClosed = true;
    await startSwept({ retiredLabels: 'wip' });
    const statuses = ['processing', 'completed', 'error', 'awaiting-response', 'quarantined', 'unknown'];
    expect(await allKnown(issues)).to.deep.equal(statuses);
    expect(await allKnown([request, closed])).to.deep.equal(['unknown', 'pending']);
    await untilLabels(issues[0] ?? 0, 'bug', 'processing');
    await untilLabels(issues[4] ?? 0, 'quarantined');
    await untilLabels(closed);
    expect(repository.labelsOf(issues[5] ?? 0)).to.deep.equal(['bug', 'wip']);
    expect(repository.labelsOf(request)).to.deep.equal(['processing']);
    await workshop.open.untilLogged('labels.taken');
  });

  it('repairs what is in work by nobody once its time is up, and takes the stale label off', async () => {
    const issue = repository.createIssue({ labels: ['bug', 'processing'] });
    const before = Date.now();
    await startSwept();
    const { redis, store } = workshop.open.live;
    const deadlineMs = Number(await redis.zscore(store.keys.own.leases, issue));
    expect(deadlineMs).to.be.within(before + 10_000, Date.now() + 10_000);
    await untilLabels(issue, 'bug', 'processing');
    await redis.zadd(store.keys.own.leases, 1, issue);
    await workshop.open.live.untilIssue(issue, 'pending', ({ status }) => status === 'pending');
    await untilLabels(issue, 'bug');
    expect(await redis.zscore(store.keys.own.tasks_wanted, `issue-${issue}`)).not.to.equal(null);
  });

  it('leaves alone what was reset, and what somebody has taken', async () => {
    const [done, mine] = [repository.createIssue({ labels: ['completed'] }), repository.createIssue()];
    await startSwept();
    expect(await reset(workshop.open.live.store, done, 'somebody')).to.deep.equal({ outcome: 'reset' });
    const holder = await workshop.open.driven.register();
    await workshop.open.driven.take(mine, holder);
    repository.addLabels(mine, ['completed']);
    expect(await sweep()).to.include({ takenOver: 0 });
    expect(await allKnown([done, mine])).to.deep.equal(['pending', 'processing']);
  });

  it('takes nothing over where that is switched off', async () => {
    const issue = repository.createIssue({ labels: ['completed'] });
    await startSwept({ takeOverLabelled: 'off' });
    expect(await known(issue)).to.equal('unknown');
  });

  it('waits after a restart of Redis until holders have had the time to bring their leases back', async () => {
    await startSwept();
    const issue = repository.createIssue({ labels: ['processing'] });
    const { redis, store } = workshop.open.live;
    await redis.hset(store.keys.own.clock, 'restartedAt', Date.now() + HOUR_MS);
    const job = await untilJob(workshop.open.queues.labels, await addSweep(), 'delayed');
    expect(job.delay).to.be.greaterThan(HOUR_MS / 2);
    expect(await known(issue)).to.equal('unknown');
    await redis.hdel(store.keys.own.clock, 'restartedAt');
    await job.promote();
    await workshop.open.live.untilIssue(issue, 'taken over', ({ status }) => status === 'processing');
  });
});

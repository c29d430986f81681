/** Somebody who keeps changing an owned label: after three corrections it is left alone, and taken up again later. */

import { expect } from 'chai';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { issueStats } from '../../src/store/issue-stats.ts';
import { waitFor } from '../support/wait-for.ts';
import { untilJob, useWorkshop } from './workshop.ts';

const ISSUE = 5;
const HOUR_MS = 3_600_000;

describe('labels that somebody keeps changing', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    const { live, driven } = workshop.open;
    simulator = await startGitHubSimulator();
    repository = simulator.repo(live.name);
    repository.createIssue({ number: ISSUE });
    const fence = await driven.take(ISSUE, await driven.register());
    expect(fence).to.be.a('string');
    await live.work({ githubToken: simulator.token, githubApiUrl: simulator.url, sweepEveryMs: HOUR_MS });
    await workshop.open.untilLogged('sweep.finished');
    await inLine('processing');
  });
  afterEach(() => simulator.stop());

  const sweep = async (): Promise<Record<string, unknown>> => {
    const { labels } = workshop.open.queues;
    const data = { v: 1, kind: 'project-sweep', project: workshop.open.live.name };
    const { returnvalue } = await untilJob(labels, await labels.add(data.kind, data), 'completed');
    return returnvalue as Record<string, unknown>;
  };
  const inLine = (...labels: string[]) =>
    waitFor(`#${ISSUE} to bear ${labels.join(', ')}, and to have no mark`, async (saw) => {
      const { redis, store } = workshop.open.live;
      const isDirty = (await redis.zscore(store.keys.own.labels_dirty, ISSUE)) !== null;
      saw([repository.labelsOf(ISSUE), isDirty]);
      return !isDirty && repository.labelsOf(ISSUE).join() === labels.join();
    });
  const quarrel = async (): Promise<void> => {
    for (let correction = 1; correction <= 3; correction += 1) {
      repository.removeLabel(ISSUE, 'processing');
      expect(await sweep()).to.include({ drifted: 1, damped: 0 });
      await inLine('processing');
    }
    repository.removeLabel(ISSUE, 'processing');
  };

  it('are put right three times, then left alone, which is told', async () => {
    await quarrel();
    expect(await sweep()).to.include({ drifted: 0, damped: 1 });
    await workshop.open.untilLogged('labels.damped');
    expect(repository.labelsOf(ISSUE)).to.deep.equal([]);
    expect(await issueStats(workshop.open.live.store)).to.include({ labelsDamped: 1 });
  });

  it('are put right again when their time is over', async () => {
    await quarrel();
    await sweep();
    const { redis, store } = workshop.open.live;
    await redis.zadd(store.keys.own.labels_damped, Date.now() - 1, ISSUE);
    await sweep();
    await inLine('processing');
    expect(await issueStats(store)).to.include({ labelsDamped: 0 });
  });

  it('show a new state at once all the same', async () => {
    await quarrel();
    const { driven } = workshop.open;
    const record = await workshop.open.live.issue(ISSUE);
    const { processId, fence } = record;
    if (processId === undefined || fence === undefined) expect.fail('nobody holds it');
    await driven.handBack(ISSUE, processId, fence, 'completed');
    await inLine('completed');
  });
});

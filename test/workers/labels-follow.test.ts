/** Labels on a (simulated) GitHub follow the state of issues by way of real workers, through faults and refusals. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import type { LabelChange, SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { markDirty } from '../../src/transitions/mark-dirty.ts';
import type { RunningWorkers } from '../../workers/start-workers.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const ISSUE = 5;
const PEOPLES = ['bug', 'help wanted', 'mirin-processing'];
const LABELS_OF_ISSUE = /\/issues\/\d+\/labels/;

describe('labels', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let holder: ProcessId;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    repository = simulator.repo(workshop.open.live.name);
    repository.createIssue({ number: ISSUE, labels: PEOPLES });
    holder = await workshop.open.driven.register();
  });
  afterEach(() => simulator.stop());

  const startWithToken = (flags: Record<string, string> = {}): Promise<RunningWorkers> =>
    workshop.open.live.work({ githubToken: simulator.token, githubApiUrl: simulator.url, ...flags });

  const take = (): Promise<Fence> => workshop.open.driven.take(ISSUE, holder);
  const handBack = (fence: Fence) => workshop.open.driven.handBack(ISSUE, holder, fence, 'completed');

  async function untilLabels(...own: string[]): Promise<void> {
    await waitFor(`#${ISSUE} to bear ${own.join(', ')} beside people's labels`, (saw) => {
      const labels = repository.labelsOf(ISSUE);
      saw(labels);
      return labels.toSorted().join() === [...PEOPLES, ...own].toSorted().join();
    });
  }

  const isDirty = async (): Promise<boolean> =>
    (await workshop.open.live.redis.zscore(workshop.open.live.store.keys.own.labels_dirty, ISSUE)) !== null;
  const untilClean = (): Promise<unknown> => waitFor('the dirty mark to be gone', async () => !(await isDirty()));

  /** Requests about the labels of issues; the definitions at the start are not among them. */
  const requests = (): number => simulator.requests.filter(({ path }) => LABELS_OF_ISSUE.test(path)).length;

  it('follow an issue from its checkout to its checkin, and those of people are left alone', async () => {
    const changes: LabelChange[] = [];
    simulator.onLabelChange((change) => changes.push(change));
    await startWithToken();
    const mirin = await workshop.open.live.connect('worker');
    await mirin.withIssue(ISSUE, {}, async () => {
      await untilLabels('processing');
      return { status: 'completed' };
    });
    await untilLabels('completed');
    await untilClean();
    expect(changes.map(({ added, removed }) => ({ added, removed }))).to.deep.equal([
      { added: ['processing'], removed: [] },
      { added: ['completed'], removed: [] },
      { added: [], removed: ['processing'] },
    ]);
  });

  it('are defined with their colours when a worker starts, those of people left as they are', async () => {
    repository.definitions.define('Completed', '123456', 'mine');
    await startWithToken();
    await workshop.open.untilLogged('labels.defined');
    const defined = repository.definitions.all().map(({ name, color }) => `${name} ${color}`);
    expect(defined).to.include.members([
      'processing fbca04',
      'awaiting-response 1d76db',
      'Completed 123456',
      'error d73a4a',
      'quarantined 5319e7',
    ]);
    expect(defined.filter((definition) => /^completed/i.test(definition))).to.have.lengthOf(1);
  });

  it('wait without a token, and follow when a worker with one starts', async () => {
    const without = await workshop.open.live.work();
    await workshop.open.untilLogged('labels.paused');
    await handBack(await take());
    const { labels } = workshop.open.queues;
    const data = { v: 1, kind: 'label-sync', project: workshop.open.live.name, issue: ISSUE };
    const deduplication = { id: `${data.project}#${ISSUE}` };
    const pass = await labels.add(data.kind, data, { deduplication });
    expect(await workshop.open.scan()).to.include({ labelsNudged: 0 });
    expect(await pass.getState()).to.equal('waiting');
    expect(await isDirty()).to.equal(true);
    expect(repository.labelsOf(ISSUE)).to.deep.equal(PEOPLES);
    await without.stop();
    await startWithToken();
    await untilLabels('completed');
    await untilClean();
  });

  it('follow in spite of a worker beside that has no token', async () => {
    await Promise.all([workshop.open.live.work(), startWithToken()]);
    await handBack(await take());
    await untilLabels('completed');
    await untilClean();
  });

  it('converge when GitHub is well again after it answered 502 for a while', async () => {
    simulator.failNext({ path: LABELS_OF_ISSUE, how: 'html', times: 2 });
    await startWithToken();
    await take();
    await workshop.open.untilLogged('queue.retried', 2);
    await untilLabels('processing');
    await untilClean();
    const statuses = simulator.requests.filter(({ path }) => LABELS_OF_ISSUE.test(path)).map(({ status }) => status);
    expect(statuses.slice(0, 3)).to.deep.equal([502, 502, 200]);
  });

  /** Takes the issue, whose pass is then put off, and hands it back; resolves when it is. */
  async function changeAfterPutOff(): Promise<void> {
    await startWithToken();
    const mirin = await workshop.open.live.connect('worker');
    const got = await mirin.checkout(ISSUE);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    const { labels } = workshop.open.queues;
    await waitFor('the pass to be put off', async () => (await labels.getDelayedCount()) === 1);
    await workshop.open.scan();
    expect(await labels.getDelayedCount(), 'put off as before: the scan hurries nothing').to.equal(1);
    expect(await got.lease.checkin('completed')).to.include({ outcome: 'committed' });
  }

  it('show a new state at once while a former pass is put off for long', async () => {
    const headers = { 'retry-after': '3600' };
    simulator.failNext({ how: 'answer', status: 503, body: {}, headers, path: LABELS_OF_ISSUE });
    await changeAfterPutOff();
    await untilLabels('completed');
    await untilClean();
  });

  it('show a new state at once while a write may still land, and are looked at again when it has had its time', async () => {
    simulator.failNext({ method: 'POST', how: 'reset', after: 'commit', path: LABELS_OF_ISSUE });
    await changeAfterPutOff();
    await untilLabels('completed');
    const { labels } = workshop.open.queues;
    const [next] = await waitFor('the pass that looks again', async () => {
      const [waiting, underWay] = [await labels.getDelayed(), await labels.getActiveCount()];
      return underWay === 0 && waiting.length === 1 && waiting;
    });
    // BullMQ counts from when it writes it, which may be a moment later.
    expect(next?.delay).to.be.within(59_000, 60_000);
    expect(await isDirty()).to.equal(true);
  });

  it('follow the map of their project, and labels that are retired go', async () => {
    repository.addLabels(ISSUE, ['In Progress']);
    const own = { labelPrefix: 'm:', labels: { processing: 'busy' }, retiredLabels: ['in progress'] };
    await startWithToken({ projectSettings: JSON.stringify({ [workshop.open.live.name]: own }) });
    await take();
    await untilLabels('m:busy');
    await untilClean();
    expect(repository.definitions.find('m:busy')).to.include({ color: 'fbca04' });
    expect(repository.definitions.find('processing')).to.equal(undefined);
  });

  it('follow by the new name where a person renames one while the worker runs, and none gets a twin', async () => {
    await startWithToken();
    await workshop.open.untilLogged('labels.defined');
    const fence = await take();
    await untilLabels('processing');
    repository.definitions.rename('processing', 'in progress');
    repository.definitions.rename('completed', 'all done');
    const defined = repository.definitions.all().length;
    await handBack(fence);
    await untilLabels('all done');
    await untilClean();
    expect(repository.definitions.all()).to.have.length(defined);
    const renamed = workshop.open.live.logged.filter(({ event }) => event === 'labels.renamed');
    expect(renamed.map(({ from, to }) => [from, to])).to.have.deep.members([
      ['processing', 'in progress'],
      ['completed', 'all done'],
    ]);
  });

  for (const [labelMode, what, after] of [
    ['enforce', 'are put back where a person removed one', ['processing']],
    ['respect', 'stay away where a person removed one and is respected', []],
  ] as const) {
    it(`${what}, and follow when the state moves on`, async () => {
      await startWithToken({ labelMode });
      const mirin = await workshop.open.live.connect('worker');
      await mirin.withIssue(ISSUE, {}, async () => {
        await untilLabels('processing');
        await untilClean();
        repository.removeLabel(ISSUE, 'processing');
        await markDirty(workshop.open.live.store, ISSUE);
        await untilClean();
        expect(repository.labelsOf(ISSUE)).to.have.members([...PEOPLES, ...after]);
        return { status: 'completed' };
      });
      await untilLabels('completed');
      await untilClean();
    });
  }

  it('are not asked for again after GitHub refused for good, until the state moves on', async () => {
    simulator.failNext({
      method: 'POST',
      path: LABELS_OF_ISSUE,
      how: 'answer',
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    await startWithToken();
    const fence = await take();
    await workshop.open.untilLogged('labels.refused');
    const refused = requests();
    expect(await workshop.open.scan()).to.include({ labelsNudged: 0 });
    expect(requests(), 'requests after the refusal').to.equal(refused);
    expect(repository.labelsOf(ISSUE)).to.deep.equal(PEOPLES);
    expect(await isDirty()).to.equal(true);
    await handBack(fence);
    await untilLabels('completed');
    await untilClean();
  });
});

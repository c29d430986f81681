/** Jobs that somebody made or retried by hand and that must change nothing: garbage, and what only looks right. */

import { expect } from 'chai';
import type { Queue } from 'bullmq';
import type { Fence, ProcessId } from '../../queues/values.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { dumpProject, type ProjectDump } from '../support/project-dump.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkoutRequest, untilJob, Workshop } from './workshop.ts';

const HELD = 5;
const UNSEEN = 77;
const HOUR_MS = 3_600_000;

describe('a job without effect', () => {
  let workshop: Workshop;
  let simulator: GitHubSimulator;
  let holder: ProcessId;
  let fence: Fence;

  before(async () => {
    simulator = await startHonestGitHub();
    workshop = await Workshop.open();
    const { live, driven } = workshop;
    simulator.repo(live.name).createIssue({ number: HELD, labels: ['processing', 'bug'] });
    holder = await driven.register();
    fence = await driven.take(HELD, holder);
    // No scan while the tests look on, except the one at the start.
    await live.work({ scanEveryMs: HOUR_MS, githubToken: simulator.token, githubApiUrl: simulator.url });
    await workshop.untilLogged('scan.finished');
    await workshop.untilLogged('labels.defined');
    await untilLabelsAreQuiet();
  });
  after(async () => {
    await workshop.close();
    await simulator.stop();
  });

  async function untilLabelsAreQuiet(): Promise<void> {
    await waitFor('all passes over labels to be over', async (saw) => {
      const [jobs, dirty] = [await workshop.queues.labels.count(), await workshop.live.redis.zcard(dirtyKey())];
      saw({ jobs, dirty });
      return jobs === 0 && dirty === 0 && (await workshop.queues.labels.getActiveCount()) === 0;
    });
  }
  const dirtyKey = (): string => workshop.live.store.keys.own.labels_dirty;

  /** All that the project has in Redis but its queues and its clock. */
  async function state(): Promise<ProjectDump> {
    const dump = await dumpProject(workshop.live.redis, workshop.live.name, ['clock']);
    return Object.fromEntries(Object.entries(dump).filter(([key]) => !/^mirin-(requests|tasks):/.test(key)));
  }

  /** Adds it, and expects it to end well with this, and nothing to have changed. */
  async function expectNoEffect(queue: Queue, name: string, data: unknown, returned: object): Promise<void> {
    const before = await state();
    const done = await untilJob(queue, await queue.add(name, data), 'completed');
    expect(done.returnvalue).to.deep.include(returned);
    await untilLabelsAreQuiet();
    expect(await state()).to.deep.equal(before);
  }

  const named: [keyof Workshop['queues'], string][] = [
    ['requests', 'checkout'],
    ['requests', 'checkin'],
    ['requests', 'dance'],
    ['labels', 'label-sync'],
    ['orphans', 'orphan-repair'],
    ['orphans', 'orphan-scan'],
    ['orphans', 'project-scan'],
  ];
  for (const [name, job] of named) {
    it(`is garbage, and fails at its first try: ${job} in the queue of ${name}`, async () => {
      const before = await state();
      const queue = workshop.queues[name];
      for (const garbage of [null, 'please', 7, [1, 2], {}, { v: 2 }]) {
        const failed = await untilJob(queue, await queue.add(job, garbage), 'failed');
        expect(failed.failedReason, JSON.stringify(garbage)).to.match(/^MIRIN_REQUEST_INVALID: .*expected/);
        expect(failed.attemptsMade, JSON.stringify(garbage)).to.equal(1);
      }
      expect(await state()).to.deep.equal(before);
    });
  }

  const repair = (over: object): object => ({
    v: 1,
    kind: 'orphan-repair',
    project: workshop.live.name,
    issue: HELD,
    holder,
    fence,
    deadlineMs: 1,
    cause: 'dead',
    ...over,
  });
  const repairs: [string, object, object][] = [
    ['under a fence that is not the issue’s', { fence: '7' }, { outcome: 'changed' }],
    ['of a holder that is not the issue’s', { holder: 'other~abcdefgh' }, { outcome: 'changed' }],
    ['of an issue that was never seen', { issue: UNSEEN }, { outcome: 'changed' }],
    ['of a lease that was renewed since', {}, { outcome: 'alive' }],
  ];
  for (const [what, over, returned] of repairs) {
    it(`is a repair ${what}`, () => expectNoEffect(workshop.queues.orphans, 'orphan-repair', repair(over), returned));
  }

  it('is a pass over labels that are right', () => {
    const data = { v: 1, kind: 'label-sync', project: workshop.live.name, issue: HELD };
    return expectNoEffect(workshop.queues.labels, 'label-sync', data, { outcome: 'in-sync', added: [], removed: [] });
  });

  it('is a finished checkout that is retried, and gives its former answer', async () => {
    const { requests } = workshop.queues;
    simulator.repo(workshop.live.name).createIssue({ number: 6 });
    const job = await requests.add('checkout', checkoutRequest(6, holder, 'retried-by-hand'));
    const first = await untilJob(requests, job, 'completed');
    const granted = first.returnvalue as object;
    expect(granted).to.include({ outcome: 'granted' });
    await untilLabelsAreQuiet();
    const before = await state();
    await first.retry('completed');
    await waitFor('its second run', async () => (await requests.getJob(job.id ?? ''))?.attemptsStarted === 2);
    const second = await untilJob(requests, job, 'completed');
    expect(second.returnvalue).to.deep.equal(granted);
    expect(await state()).to.deep.equal(before);
  });

  it('keeps the worker from nothing: the next job of each queue is carried out', async () => {
    const { queues, live } = workshop;
    const request = checkoutRequest(8, holder, 'the-next-request');
    const checkout = await untilJob(queues.requests, await queues.requests.add('checkout', request), 'completed');
    expect(checkout.returnvalue).to.include({ outcome: 'granted' });
    const sync = { v: 1, kind: 'label-sync', project: live.name, issue: HELD };
    await untilJob(queues.labels, await queues.labels.add('label-sync', sync), 'completed');
    expect(await workshop.scan()).to.include({ expired: 0 });
  });
});

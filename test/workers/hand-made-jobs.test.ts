/** Jobs that were made by hand in Bull Board, or by another version: each fails at once and says why, and changes nothing. */

import { expect } from 'chai';
import type { Job, Queue } from 'bullmq';
import type { RunningWorkers } from '../../workers/start-workers.ts';
import { LiveProject } from '../support/live-project.ts';
import { dumpProject } from '../support/project-dump.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a job made by hand', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let workers: RunningWorkers;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    workers = await project.work({ githubApiUrl: 'http://127.0.0.1:1', githubToken: 'a-token' });
  });
  after(async () => {
    await project.end();
    await redis.stop();
  });

  const queuesOf = (): Record<string, Queue> => {
    const site = workers.context.sites.get(project.name);
    return { ...site?.queues, ...workers.context.shared };
  };

  /** All that Mirin itself keeps of the project, but the time of its last tick. */
  async function state(): Promise<unknown> {
    const dump = await dumpProject(project.redis, project.name, ['clock']);
    return Object.entries(dump).filter(([key]) => !key.startsWith('mirin-'));
  }

  /** Waits until the job has failed; it must not be tried again. */
  async function failureOf(queue: string, name: string, data: unknown): Promise<Job> {
    const added = await queuesOf()[queue]?.add(name, data);
    const { id = '' } = added ?? {};
    return waitFor(`job ${id} of ${queue} to fail for good`, async (saw) => {
      const job = await queuesOf()[queue]?.getJob(id);
      saw(job?.toJSON());
      return job?.finishedOn !== undefined && (await job.isFailed()) && job;
    });
  }

  const checkout = {
    v: 1,
    kind: 'checkout',
    requestId: 'made-by-hand',
    issue: 1,
    processId: 'bot~0123456789',
    taskType: 'misc',
    priority: 'normal',
    ttlMs: 10_000,
    deadlineMs: Date.now() + 60_000,
    reopen: false,
    adopt: false,
  };
  const checkin = {
    v: 1,
    kind: 'checkin',
    requestId: 'made-by-hand',
    issue: 1,
    processId: 'bot~0123456789',
    fence: '7',
    status: 'completed',
  };
  const repair = {
    v: 1,
    kind: 'orphan-repair',
    project: 'a/b',
    issue: 1,
    holder: 'bot~0123456789',
    fence: '7',
    deadlineMs: 1,
    cause: 'dead',
  };

  const cases: [what: string, queue: string, name: string, data: unknown, says: RegExp][] = [
    ['of another version', 'requests', 'checkout', { ...checkout, v: 2 }, /v: expected payload version 1, got 2/],
    ['without a version', 'requests', 'checkout', { ...checkout, v: undefined }, /v: expected payload version 1/],
    ['with a further field', 'requests', 'checkout', { ...checkout, force: true }, /force: expected no such option/],
    [
      'of an unknown kind',
      'requests',
      'checkout',
      { ...checkout, kind: 'steal' },
      /kind: expected .*checkout or checkin/,
    ],
    ['that is no object', 'requests', 'checkout', 'garbage', /job data: expected .*, got "garbage"/],
    ['that is empty', 'requests', 'checkout', {}, /kind: expected .*checkout or checkin/],
    ['with an issue number that is text', 'requests', 'checkout', { ...checkout, issue: '1' }, /issue: .*got "1"/],
    [
      'that hands back to processing',
      'requests',
      'checkin',
      { ...checkin, status: 'processing' },
      /status: expected one of/,
    ],
    ['with a fence that is a number', 'requests', 'checkin', { ...checkin, fence: 7 }, /fence: expected a fence/],
    ['with a fence that is no number', 'requests', 'checkin', { ...checkin, fence: '0x7' }, /fence: expected .*digits/],
    ['with a result that is no JSON', 'requests', 'checkin', { ...checkin, result: '{' }, /result: expected JSON/],
    ['with a result of 257 KB', 'requests', 'checkin', { ...checkin, result: `"${'x'.repeat(263_000)}"` }, /256 KB/],
    ['for labels of nothing', 'labels', 'label-sync', { v: 1, kind: 'label-sync' }, /project: expected/],
    [
      'for labels of a project in capitals',
      'labels',
      'label-sync',
      { v: 1, kind: 'label-sync', project: 'A/B', issue: 1 },
      /lower-cased/,
    ],
    ['for a repair without a cause', 'orphans', 'orphan-repair', { ...repair, cause: 'bored' }, /cause: expected/],
    ['for a repair, with garbage', 'orphans', 'no-such-job', [1, 2, 3], /job data: expected/],
    ['for a scan, with garbage', 'orphans', 'orphan-scan', { v: 1 }, /kind: expected/],
    ['for the scan of one project, with garbage', 'orphans', 'project-scan', { v: 1, kind: 'project-scan' }, /project/],
  ];

  for (const [what, queue, name, data, says] of cases) {
    it(`fails at once and says why: one ${what}`, async () => {
      const before = await state();
      const job = await failureOf(queue, name, data);
      expect(job.failedReason)
        .to.match(/^MIRIN_REQUEST_INVALID: /)
        .and.match(says);
      expect(job.attemptsMade).to.equal(1);
      expect(await state()).to.deep.equal(before);
    });
  }

  it('does not keep the worker from its work', async () => {
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    expect(await got.lease.checkin('completed')).to.include({ outcome: 'committed' });
  });
});

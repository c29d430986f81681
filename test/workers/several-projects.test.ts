/** Workers that serve different projects share queues: each leaves the others' jobs to them. */

import { expect } from 'chai';
import { openSharedQueues } from '../../src/enqueue/open-queues.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('workers of several projects', () => {
  let redis: TestRedis;
  let a: LiveProject;
  let b: LiveProject;

  beforeEach(async () => {
    redis = await startRedis();
    a = new LiveProject(redis.url, 'acme/a');
    b = new LiveProject(redis.url, 'acme/b');
  });
  afterEach(async () => {
    await endChildren();
    await a.end();
    await b.end();
    await redis.stop();
  });

  const scansOf = (project: LiveProject): unknown[] =>
    project.logged.filter(({ event }) => event === 'scan.finished').map((line) => line['project']);

  it('scan each project by one that serves it, again and again', async () => {
    await a.work();
    await b.work();
    await waitFor('three scans of each', (saw) => {
      saw([scansOf(a), scansOf(b)]);
      return scansOf(a).length >= 3 && scansOf(b).length >= 3;
    });
    expect(new Set(scansOf(a))).to.deep.equal(new Set(['acme/a']));
    expect(new Set(scansOf(b))).to.deep.equal(new Set(['acme/b']));
  });

  it('leave the repair of a project that they don’t serve until its own worker is there', async () => {
    await b.work().then((workers) => workers.stop());
    await a.work();
    const worker = await b.workInChild();
    const holder = await b.connectInChild('bot');
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    await worker.kill('SIGKILL');
    await holder.child.kill('SIGKILL');
    const { orphans } = openSharedQueues(b.redis);
    const { fence, processId, expiresAtMs } = await b.issue(1);
    const repair = { v: 1, kind: 'orphan-repair', project: 'acme/b', issue: 1, holder: processId, fence };
    const { id = '' } = await orphans.add('orphan-repair', { ...repair, deadlineMs: expiresAtMs, cause: 'dead' });
    await waitFor('the job to be put back by the other worker', async (saw) => {
      const job = await orphans.getJob(id);
      saw(job?.toJSON());
      return (job?.attemptsStarted ?? 0) >= 2 && job?.attemptsMade === 0;
    });
    expect((await b.issue(1)).status).to.equal('processing');
    await b.work();
    await b.untilIssue(1, 'pending', ({ status }) => status === 'pending');
    expect(await orphans.getFailedCount()).to.equal(0);
  });
});

/** Workers that serve different projects share the orphans queue: each scans and repairs for all of them. */

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

  it('scan every known project, again and again, whichever of them draws the scan', async () => {
    await b.work().then((workers) => workers.stop());
    await a.work();
    await waitFor('three scans of each', (saw) => {
      const scans = scansOf(a);
      saw(scans);
      return ['acme/a', 'acme/b'].every((name) => scans.filter((scanned) => scanned === name).length >= 3);
    });
  });

  it('repair an orphan of a project that none of the living ones serves', async () => {
    const worker = await b.workInChild();
    const holder = await b.connectInChild('bot');
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    await worker.kill('SIGKILL');
    await holder.child.kill('SIGKILL');
    await a.work();
    const { orphans } = openSharedQueues(b.redis);
    const { fence, processId, expiresAtMs } = await b.issue(1);
    const repair = { v: 1, kind: 'orphan-repair', project: 'acme/b', issue: 1, holder: processId, fence };
    await orphans.add('orphan-repair', { ...repair, deadlineMs: expiresAtMs, cause: 'dead' });
    await b.untilIssue(1, 'pending', ({ status }) => status === 'pending');
    expect(await orphans.getFailedCount()).to.equal(0);
  });
});

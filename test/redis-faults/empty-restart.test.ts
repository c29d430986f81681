/** Redis comes back without its data: the fleet notices and says so, grants nothing that is held, and holders restore what they hold. */

import { expect } from 'chai';
import { openSharedQueues } from '../../src/enqueue/open-queues.ts';
import { SHARED_KEYS } from '../../src/redis/keys.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { type Child, endChildren } from '../support/child.ts';
import { type HolderChild, LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** Beats of the fleet, for the wait after a restart (1.5 of these); the holders of these tests beat more often. */
const FLEET = { heartbeatEveryMs: 4_000, heartbeatTtlMs: 30_000, logLevel: 'debug' };

describe('a Redis that comes back empty', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let worker: Child;
  let first: HolderChild;
  let second: HolderChild;
  let rival: HolderChild;
  const fences = new Map<number, unknown>();

  before(async function () {
    this.timeout(60_000);
    redis = await startRedis({ args: ['--appendonly', 'no'] });
    project = new LiveProject(redis.url);
    worker = await project.workInChild(FLEET);
    const connect = (name: string) => project.connectInChild(name, { heartbeatTtlMs: 30_000 });
    [first, second, rival] = await Promise.all([connect('first'), connect('second'), connect('rival')]);
    for (const [holder, issue] of [
      [first, 1],
      [first, 2],
      [second, 3],
    ] as const) {
      const { outcome, fence } = await holder.does({ do: 'checkout', issue });
      expect(outcome).to.equal('granted');
      fences.set(issue, fence);
    }
    await waitFor('the worker to have ticked', () => project.redis.exists(project.store.keys.own.clock).then(Boolean));
    await loseAllUnseen();
  });
  after(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  /** All that Redis had is gone; the worker and the first holder sleep through it, and the rival is there before them. */
  async function loseAllUnseen(): Promise<void> {
    await Promise.all([first.child.kill('SIGSTOP'), worker.kill('SIGSTOP')]);
    await redis.kill();
    await redis.restart();
    expect(await getIssue(project.store, 1)).to.equal(null);
    await waitFor(
      'the rival to be known again',
      async () => (await project.processStatus(rival.processId)) === 'alive',
    );
    await worker.kill('SIGCONT');
  }

  const logged = (event: string): number => worker.messages.filter((line) => line['event'] === event).length;
  const ask = (issue: number) => rival.does({ do: 'checkout', issue });

  it('is noticed, and nothing is granted that a holder may still show', async () => {
    expect(await ask(1)).to.include({ outcome: 'cooling-down', reason: 'redis-restarted' });
    await waitFor('the worker to say so', () => logged('redis.emptied') === 1);
    await first.child.kill('SIGCONT');
    const held = await waitFor('the lease to be back', async (saw) => {
      const answer = await ask(1);
      saw(answer);
      expect(answer).to.not.include({ outcome: 'granted' });
      return answer['outcome'] === 'held' && answer;
    });
    expect(held).to.include({ holder: first.processId });
  });

  it('gets back from its holders every lease, under its fence and its holder', async () => {
    const holders = new Map([
      [1, first],
      [2, first],
      [3, second],
    ]);
    for (const [issue, holder] of holders) {
      const record = await project.untilIssue(issue, 'restored', ({ status }) => status === 'processing');
      expect(record).to.include({ processId: holder.processId, fence: fences.get(issue) });
    }
    expect((await verifyIndexes(project.store)).faults).to.deep.equal([]);
  });

  it('gets back what is known of processes, projects, workers and labels, and its schedule of scans', async () => {
    const { keys } = project.store;
    expect(await project.redis.zrange(keys.own.processes, 0, '-1')).to.have.members(
      [first, second, rival].map(({ processId }) => processId),
    );
    expect(await project.redis.hkeys(SHARED_KEYS.projects)).to.deep.equal([project.name]);
    expect(await project.redis.zcard(SHARED_KEYS.workers)).to.equal(1);
    expect(await project.redis.zrange(keys.own.labels_dirty, 0, '-1')).to.have.members(['1', '2', '3']);
    const scans = logged('scan.finished');
    await waitFor('two more scans', () => logged('scan.finished') >= scans + 2, { withinMs: 30_000 });
    expect(await openSharedQueues(project.redis).orphans.getJobSchedulersCount()).to.equal(1);
  });

  it('grants again what nobody holds, and takes back what is handed back under its old fence', async () => {
    await waitFor('a grant', async () => (await ask(7))['outcome'] === 'granted');
    expect(await first.does({ do: 'checkin', issue: 1, status: 'completed' })).to.include({ outcome: 'committed' });
    expect(await project.issue(1)).to.include({ status: 'completed', fence: fences.get(1) });
    expect(
      [first, second].flatMap(({ child }) => child.messages).filter(({ event }) => event === 'lost'),
    ).to.deep.equal([]);
  });

  it('finds by its pid a holder that dies from then on', async () => {
    await second.child.kill('SIGKILL');
    const orphan = await project.untilIssue(3, 'repaired', ({ status }) => status === 'pending', { withinMs: 30_000 });
    expect(orphan.previous).to.include({ ended: 'dead', processId: second.processId });
    expect(logged('redis.emptied')).to.equal(1);
  });
});

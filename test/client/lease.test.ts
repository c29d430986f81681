/** A lease as its holder sees it: kept alive, passed on with its checkpoint, lost or ended in order. */

import { expect } from 'chai';
import type { Lease } from '../../src/client/lease.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import { createLog } from '../../src/log/log.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a lease', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let mirin: Mirin;
  const logged: Record<string, unknown>[] = [];

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work();
    const destination = { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) };
    mirin = await project.connect('bot', { log: createLog({ level: 'info', destination }) });
  });
  after(async () => {
    await project.end();
    await redis.stop();
  });
  beforeEach(() => void logged.splice(0));

  async function take(issue: number): Promise<Lease> {
    const got = await mirin.checkout(issue);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    return got.lease;
  }

  /** Keeps this thread busy, as work that computes does. */
  function block(ms: number): void {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs);
  }

  const lostLines = (): unknown[] => logged.filter(({ event }) => event === 'lease.lost');

  it('is trusted for as long as its last heartbeat allows, also when its request is repeated', async () => {
    // So large a margin leaves two seconds of the first deadline.
    const careful = await project.connect('careful', { leaseMarginMs: 8_000 });
    const got = await careful.checkout(20, { requestId: 'my-request-1' });
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    const isRenewed = (expiresAtMs = 0) => expiresAtMs > got.expiresAtMs + 2_500;
    await project.untilIssue(20, 'renewed', (issue) => isRenewed(issue.expiresAtMs));
    expect(await careful.checkout(20, { requestId: 'my-request-1' })).to.include({ outcome: 'granted' });
    expect(got.lease.trustedForMs).to.be.above(0);
    expect(got.lease.signal.aborted).to.equal(false);
  });

  it('is trusted for its time less the margin, and again after each heartbeat', async () => {
    const lease = await take(1);
    const trustedUntilMs = (): number => performance.now() + lease.trustedForMs;
    const atFirstMs = trustedUntilMs();
    expect(lease.trustedForMs).to.be.within(5_000, 9_000);
    const { expiresAtMs = 0 } = await project.issue(1);
    expect(expiresAtMs).to.equal(lease.grantedUntilMs);
    await project.untilIssue(1, 'renewed twice', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs + 1_500);
    expect(trustedUntilMs()).to.be.above(atFirstMs + 500);
    expect(lease.trustedForMs).to.be.at.most(9_000);
    await lease.checkin('completed');
    expect(lease.trustedForMs).to.equal(0);
  });

  it('passes its last checkpoint on to the next holder, who hears how it ended', async () => {
    const lease = await take(2);
    expect(lease.previous).to.equal(undefined);
    lease.checkpoint({ page: 1 });
    lease.checkpoint({ page: 2, list: [], big: '12345678901234567890' });
    const { checkpoints } = project.store.keys.process(mirin.processId);
    const stored = await waitFor(
      'the checkpoint',
      async () => (await project.redis.hget(checkpoints, '2')) ?? undefined,
    );
    expect(stored).to.equal(`${lease.fence} {"page":2,"list":[],"big":"12345678901234567890"}`);
    await lease.checkin('pending');
    const next = await take(2);
    expect(next.previous).to.deep.include({ processId: mirin.processId, fence: lease.fence, ended: 'checkin' });
    expect(next.previous?.checkpoint).to.deep.equal({ page: 2, list: [], big: '12345678901234567890' });
    expect(next.attempt).to.equal(2);
    expect(BigInt(next.fence) > BigInt(lease.fence), 'fences rise').to.equal(true);
  });

  it('tells by its signal that an operator took the issue away, and is beaten no more', async () => {
    const lease = await take(3);
    expect(await mirin.issues.release(3, { by: 'operator' })).to.include({ outcome: 'released' });
    const reason = await waitFor('the signal', () => lease.signal.aborted && (lease.signal.reason as Error));
    expect(reason).to.include({ code: 'MIRIN_LEASE_LOST', name: 'LeaseLostError' });
    expect(reason.message).to.include('its fence is no longer current');
    expect(lostLines()).to.have.length(1);
    expect(await lease.checkin('completed')).to.deep.equal({ outcome: 'superseded' });
    expect((await project.issue(3)).status).to.equal('pending');
  });

  it('that ends by its checkin is not called lost, although a heartbeat saw the end first', async () => {
    const far = new LiveProject(redis.url);
    const worker = await far.workInChild();
    const lost: unknown[] = [];
    const log = createLog({ level: 'warn', destination: { write: (line) => lost.push(line) } });
    const holder = await far.connect('bot', { log });
    const got = await holder.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await worker.kill('SIGSTOP');
    const checkingIn = got.lease.checkin('completed');
    const { requests } = openProjectQueues(far.redis, far.name);
    await waitFor('the checkin to lie in the queue', async () => (await requests.getPrioritizedCount()) === 1);
    await worker.kill('SIGCONT');
    // While this thread computes, the checkin is carried out, and the heartbeat thread hears of it before this one does.
    block(2_500);
    expect(await checkingIn).to.include({ outcome: 'committed' });
    expect(got.lease.signal.aborted).to.equal(false);
    expect(lost).to.deep.equal([]);
    await worker.kill('SIGKILL');
    await far.end();
  });

  it('stays held where its checkin was refused for the request’s own sake', async () => {
    const lease = await take(4);
    await mirin.checkout(5, { requestId: 'used-already' });
    expect(await lease.checkin('completed', { requestId: 'used-already' })).to.deep.equal({ outcome: 'key-reused' });
    const { expiresAtMs = 0 } = await project.issue(4);
    await project.untilIssue(4, 'renewed', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs);
    expect(lease.signal.aborted).to.equal(false);
    expect(await lease.checkin('completed')).to.include({ outcome: 'committed' });
  });

  it('does not run out because another issue of its holder has a spoilt key', async () => {
    const [spoilt, sound] = [await take(6), await take(7)];
    await project.redis.set(project.store.keys.issue(6).issue, 'not a hash');
    const { expiresAtMs = 0 } = await project.issue(7);
    await project.untilIssue(7, 'renewed twice', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs + 1_500);
    expect(sound.signal.aborted).to.equal(false);
    const faults = logged.filter(({ event }) => event === 'heartbeat.failed');
    expect(JSON.stringify(faults)).to.include(project.store.keys.issue(6).issue);
    expect(spoilt.signal.aborted, 'not yet: it may be mended').to.equal(false);
    await project.redis.del(project.store.keys.issue(6).issue);
  });

  it('of which the program knows nothing is reported, and left to run out', async () => {
    // As a request leaves it whose answer never came.
    const { requests } = openProjectQueues(project.redis, project.name);
    await requests.add('checkout', {
      v: 1,
      kind: 'checkout',
      requestId: 'never-heard-of',
      issue: 8,
      processId: mirin.processId,
      taskType: 'misc',
      priority: 'normal',
      ttlMs: 10_000,
      deadlineMs: Date.now() + 60_000,
      reopen: false,
      adopt: false,
    });
    const { expiresAtMs } = await project.untilIssue(8, 'granted', ({ status }) => status === 'processing');
    await waitFor('the report', () => logged.some(({ event, issue }) => event === 'lease.unlisted' && issue === 8));
    expect((await project.issue(8)).expiresAtMs).to.equal(expiresAtMs);
  });

  it('comes back with the next heartbeat when Redis has lost everything', async () => {
    const lease = await take(9);
    await project.redis.flushall();
    const issue = await project.untilIssue(9, 'restored', ({ status }) => status === 'processing');
    expect(issue).to.include({ fence: lease.fence, processId: mirin.processId });
    expect(lease.signal.aborted).to.equal(false);
    expect(await lease.checkin('completed')).to.include({ outcome: 'committed' });
  });
});

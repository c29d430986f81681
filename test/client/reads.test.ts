/** What a client can see and ask of issues, orphans and processes. */

import { expect } from 'chai';
import type { Mirin } from '../../src/client/mirin.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('what a client sees', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let mirin: Mirin;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    mirin = await project.connect('bot');
  });
  afterEach(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  it('of issues: each alone, in a list, and what happened to it', async () => {
    await project.work();
    await mirin.checkout(1, { taskType: 'docs', priority: 'high' });
    await mirin.withIssue(2, {}, async () => ({ status: 'error', result: [] }));
    expect(await mirin.issues.get(1)).to.include({ status: 'processing', taskType: 'docs', priority: 'high' });
    expect(await mirin.issues.get(3)).to.equal(null);
    const { issues, next } = await mirin.issues.list();
    expect(issues.map(({ issue, status }) => ({ issue, status }))).to.deep.equal([
      { issue: 2, status: 'error' },
      { issue: 1, status: 'processing' },
    ]);
    expect(next).to.equal(null);
    const held = await mirin.issues.list({ status: 'processing', limit: 1 });
    expect(held.issues.map(({ issue }) => issue)).to.deep.equal([1]);
    const history = await mirin.issues.history(2);
    expect(history.map(({ type, to }) => `${type} → ${to}`)).to.deep.equal([
      'checkout.granted → processing',
      'checkin.committed → error',
    ]);
    expect(await mirin.issues.stats()).to.deep.include({ issues: 2, leases: 1 });
  });

  it('of processes: who lives, who ended, and what each holds', async () => {
    await project.work();
    await mirin.checkout(1);
    const other = await project.connect('other');
    await other.close();
    const { processes } = await mirin.processes.list();
    const seen = processes.map(({ name, status, pid, issues }) => ({ name, status, pid, issues }));
    expect(seen).to.have.deep.members([
      { name: 'bot', status: 'alive', pid: process.pid, issues: [1] },
      { name: 'other', status: 'ended', pid: process.pid, issues: [] },
    ]);
    expect(await mirin.processes.get(mirin.processId)).to.include({ name: 'bot', liveness: 'beat' });
    expect(await mirin.processes.get('nobody~0123456789')).to.equal(null);
  });

  it('of orphans: who is lost, and it can have them looked at before the next scan', async () => {
    // Workers that look so seldom that only the word of the client can bring the repair.
    await project.work({ scanEveryMs: 3_600_000, probeEveryMs: 60_000 });
    const holder = await project.connectInChild('doomed');
    expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
    expect(await mirin.orphans.list()).to.deep.include({ orphans: [] });
    await holder.child.kill('SIGKILL');
    // The end of a lease takes long; its deadline is put back instead.
    const deadlineMs = Date.now() - 300_000;
    await project.redis.zadd(project.store.keys.own.leases, deadlineMs, '1');
    const { orphans } = await mirin.orphans.list();
    expect(orphans.map(({ issue, holder: lost }) => ({ issue, lost }))).to.deep.equal([
      { issue: 1, lost: holder.processId },
    ]);
    expect(await mirin.orphans.repair(1)).to.equal(true);
    await project.untilIssue(1, 'pending', ({ status }) => status === 'pending');
    expect(await mirin.orphans.repair(1), 'nobody holds it any more').to.equal(false);
    expect(await mirin.orphans.repair(2), 'never seen').to.equal(false);
  });

  it('does not repair the issue of a holder that lives', async () => {
    const workers = await project.work();
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    expect(await mirin.orphans.repair(1)).to.equal(true);
    const { orphans } = workers.context.shared;
    await waitFor('the repair to have been decided', async () => {
      const jobs = await orphans.getCompleted();
      return jobs.some(({ name }) => name === 'orphan-repair');
    });
    expect(await got.lease.checkin('completed')).to.include({ outcome: 'committed' });
  });

  it('names what is wrong with an operator’s word', async () => {
    for (const [options, says] of [
      [{}, /by: expected 1 to 200 characters/],
      [{ by: '' }, /by: expected 1 to 200 characters/],
      [{ by: 'me', reason: 'two\nlines' }, /reason: expected 1 to 200 characters without control characters/],
      [{ by: 'me', fence: '1' }, /fence: expected no such option/],
    ] as const) {
      const fault = await rejection(mirin.issues.release(1, options as { by: string }));
      expect(fault.code).to.equal('MIRIN_REQUEST_INVALID');
      expect(fault.message).to.match(says);
    }
    expect((await rejection(mirin.issues.reset(0, { by: 'me' }))).message).to.include('issue: expected');
    expect(() => mirin.issues.watch({} as { signal: AbortSignal })).to.throw(/signal: expected an AbortSignal/);
  });

  it('of events as they happen ends when the client closes', async () => {
    await project.work();
    const seen: string[] = [];
    const watching = (async () => {
      const forever = new AbortController();
      for await (const { type } of mirin.issues.watch({ signal: forever.signal, after: '0' })) seen.push(type);
    })();
    await mirin.checkout(1);
    await waitFor('the event', () => seen.length > 0);
    await mirin.close();
    await watching;
    expect(seen[0]).to.equal('checkout.granted');
  });
});

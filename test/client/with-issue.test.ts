/** An issue is worked on under its lease and handed back by how the work ended. */

import { expect } from 'chai';
import { LeaseLostError } from '../../src/errors.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import type { WorkResult } from '../../src/client/with-issue.ts';
import { LiveProject } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

describe('withIssue', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let mirin: Mirin;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work();
    mirin = await project.connect('bot');
  });
  after(async () => {
    await project.end();
    await redis.stop();
  });

  it('hands back what its handler returns, and passes that on', async () => {
    const done = await mirin.withIssue(1, { taskType: 'docs' }, async (lease) => ({
      status: 'awaiting-response',
      result: { asked: lease.issue },
      metadata: ['a', 'b'],
      mine: 'own',
    }));
    expect(done).to.deep.include({ outcome: 'done', checkin: { outcome: 'committed', version: 2 } });
    if (done.outcome === 'done') expect(done.value.mine).to.equal('own');
    expect(await project.issue(1)).to.deep.include({
      status: 'awaiting-response',
      taskType: 'docs',
      result: { asked: 1 },
      metadata: ['a', 'b'],
    });
  });

  it('takes no result for completed', async () => {
    await mirin.withIssue(2, {}, async () => undefined);
    expect((await project.issue(2)).status).to.equal('completed');
  });

  it('hands many issues back at once, and gives Node no cause for a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const issues = Array.from({ length: 20 }, (_, index) => 100 + index);
    await Promise.all(issues.map((issue) => mirin.withIssue(issue, {}, async () => undefined)));
    process.off('warning', note);
    expect(warnings).to.deep.equal([]);
  });

  it('does not call its handler where the issue is refused', async () => {
    await mirin.withIssue(3, {}, async () => {
      const refused = await mirin.withIssue(3, {}, () => expect.fail('called under no lease'));
      expect(refused).to.include({ outcome: 'held', yours: true });
    });
    expect(await mirin.withIssue(3, {}, () => expect.fail('called on a completed issue'))).to.deep.equal({
      outcome: 'completed',
    });
  });

  it('hands back as error when its handler throws, and throws the same', async () => {
    const own = new TypeError('no such page');
    const thrown: unknown = await mirin.withIssue(4, {}, () => Promise.reject(own)).catch((error: unknown) => error);
    expect(thrown).to.equal(own);
    expect(await project.issue(4)).to.deep.include({ status: 'error', result: { error: 'no such page' } });
  });

  it('hands back as error when its handler returns what can’t be checked in, and names it', async () => {
    const returns: [unknown, RegExp][] = [
      [{ status: 'processing' }, /status: expected one of awaiting-response, completed, error, pending/],
      [{ result: 1n }, /result: expected a JSON value/],
      ['completed', /the handler's result: expected an object/],
    ];
    for (const [index, [returned, says]] of returns.entries()) {
      const issue = 50 + index;
      const fault = await rejection(mirin.withIssue(issue, {}, () => Promise.resolve(returned as WorkResult)));
      expect(fault.message).to.match(says);
      expect((await project.issue(issue)).status).to.equal('error');
    }
  });

  it('says that the lease was lost when the issue was taken away meanwhile', async () => {
    const fault = await rejection(
      mirin.withIssue(6, {}, async (lease) => {
        await mirin.issues.release(6, { by: 'operator', reason: 'too slow' });
        return { result: { kept: lease.fence } };
      }),
    );
    expect(fault).to.be.instanceOf(LeaseLostError).and.include({ code: 'MIRIN_LEASE_LOST' });
    expect((await project.issue(6)).status).to.equal('pending');
    const entries = await project.redis.xrange(project.store.keys.own.superseded, '-', '+');
    expect(JSON.stringify(entries), 'what it did is kept').to.include('kept');
  });
});

/** A client as a holder under its process id: what was granted to a former id is not its own. */

import { expect } from 'chai';
import type { ClientContext } from '../../src/client/client-context.ts';
import { Holder } from '../../src/client/holder.ts';
import { LivingProcess } from '../../src/client/living-process.ts';
import { openContext } from '../../src/client/open-client.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

describe('a holder under a new id', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let context: ClientContext;
  let process: LivingProcess;
  let holder: Holder;

  beforeEach(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work();
    context = await openContext({ ...project.settings(), processName: 'bot' });
    process = await LivingProcess.register(context, {
      name: 'bot',
      liveness: 'beat',
      kind: 'program',
      ttlMs: QUICK.heartbeatTtlMs,
      tmuxSession: '',
    });
    holder = new Holder(context, process);
  });
  afterEach(async () => {
    await holder.close();
    await project.end();
    await redis.stop();
  });

  const declareDead = (processId: string) =>
    project.redis.hset(project.store.keys.process(processId).process, 'status', 'dead');

  it('has lost what was granted to the former one, also where the grant is heard of only now', async () => {
    const { processId } = holder;
    const got = await holder.checkout(1, {});
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await declareDead(processId);
    await holder.beReborn();
    expect(got.lease.signal.aborted).to.equal(true);
    const { fence, expiresAtMs } = got;
    const work = { taskType: 'misc', priority: 'normal' };
    const heardLate = holder.hold({ issue: 2, fence, expiresAtMs, attempt: 1, previous: undefined, processId }, work);
    expect(heardLate.signal.aborted).to.equal(true);
    expect(heardLate.signal.reason).to.have.property('message').that.includes('declared dead');
    expect(heardLate.trustedForMs).to.equal(0);
  });

  it('is registered once, however many find out that the former one is dead', async () => {
    const { processId } = holder;
    await declareDead(processId);
    await Promise.all([holder.beReborn(), holder.beReborn(), holder.beReborn()]);
    const newId = holder.processId;
    expect(newId).to.not.equal(processId);
    await holder.beReborn();
    expect(holder.processId).to.equal(newId);
    const known = await project.redis.zrange(project.store.keys.own.processes, 0, '-1');
    expect(known).to.have.members([processId, newId]);
  });

  it('stays away where Redis has only forgotten the former one: it is made known again, and keeps what it holds', async () => {
    const { processId } = holder;
    const got = await holder.checkout(1, {});
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await project.redis.del(project.store.keys.process(processId).process);
    expect(await holder.checkout(2, {})).to.include({ outcome: 'granted' });
    expect(holder.processId).to.equal(processId);
    expect(got.lease.signal.aborted).to.equal(false);
  });

  it('asks again as a new process where the former one was declared dead meanwhile', async () => {
    const { processId } = holder;
    await declareDead(processId);
    const answers = await Promise.all(
      [1, 2, 3].map((issue) => holder.checkout(issue, { requestId: `request-${issue}` })),
    );
    expect(answers.map(({ outcome }) => outcome)).to.deep.equal(['granted', 'granted', 'granted']);
    for (const answer of answers) {
      if (answer.outcome === 'granted') expect(answer.lease.processId).to.equal(holder.processId);
    }
    expect(holder.processId).to.not.equal(processId);
  });
});

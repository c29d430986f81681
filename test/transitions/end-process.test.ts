/** End-process: a process that holds nothing is over, by its own word or because its pid was seen gone. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

describe('end-process', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const end = (status: 'ended' | 'dead', processId = bot) =>
    endProcess(project.store, { processId, machineId: 'boot1-ns1' }, status);

  for (const status of ['ended', 'dead'] as const) {
    it(`ends it as ${status}`, async () => {
      await project.pass(10);
      expect(await end(status)).to.deep.equal({ outcome: 'ended', status });
      expect(await project.process(bot)).to.include({ status, endedAt: String(T0 + 10) });
      const dump = await project.dump();
      expect(dump).not.to.have.any.keys('machine:boot1-ns1', `heartbeat:${bot}`);
      expect(dump['events']).to.deep.equal([{ type: `process.${status}`, processId: bot, at: String(T0 + 10) }]);
    });
  }

  it('leaves one that holds issues, and says how many', async () => {
    await project.take(1, bot);
    await project.take(2, bot);
    const before = await project.dump();
    expect(await end('dead')).to.deep.equal({ outcome: 'holds', issues: 2 });
    expect(await project.dump()).to.deep.equal(before);
  });

  it('leaves a dead one that still holds an issue on the list of its machine', async () => {
    const lease = await project.take(1, bot);
    await project.take(2, bot);
    await project.repair(lease, { cause: 'dead' });
    expect(await end('ended')).to.deep.equal({ outcome: 'ended', status: 'dead' });
    expect(await project.redis.smembers(project.keys.machine('boot1-ns1'))).to.deep.equal([bot]);
  });

  it('keeps the first end, and takes one that is still listed off its machine', async () => {
    await end('ended');
    await project.redis.sadd(project.keys.machine('boot1-ns1'), bot);
    expect(await end('dead')).to.deep.equal({ outcome: 'ended', status: 'ended' });
    expect(await project.redis.exists(project.keys.machine('boot1-ns1'))).to.equal(0);
    expect(await end('dead', 'nobody~abcdefgh' as ProcessId)).to.deep.equal({ outcome: 'ended', status: 'unknown' });
  });
});

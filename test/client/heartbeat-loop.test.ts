/** The loop that beats: what a beat names, what it leaves for the next one, and how soon that comes after a fault. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { ProcessId } from '../../queues/values.ts';
import { HeartbeatLoop } from '../../src/client/heartbeat-loop.ts';
import type { FromThread, KeptIssue } from '../../src/client/heartbeat-messages.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { thisProcess } from '../support/this-process.ts';
import { waitFor } from '../support/wait-for.ts';

const EVERY_MS = 10_000;
const TTL_MS = 90_000;

describe('the heartbeat loop', () => {
  let project: DrivenProject;
  let loop: HeartbeatLoop;
  let messages: FromThread[];

  beforeEach(async () => {
    const { url } = await sharedRedis();
    project = new DrivenProject(new Redis(url));
    messages = [];
  });
  afterEach(() => {
    loop.stop();
    project.close();
  });

  const open = (processId: ProcessId): void => {
    const options = {
      redisUrl: '',
      project: '',
      everyMs: EVERY_MS,
      progressDeadlineMs: 0,
      record: thisProcess(processId, TTL_MS),
    };
    loop = new HeartbeatLoop(project.store, options, (message) => messages.push(message));
  };

  const keep = async (issue: number, processId: ProcessId): Promise<KeptIssue> => {
    const lease = { issue, fence: await project.take(issue, processId), taskType: 'misc', priority: 'normal' };
    loop.take({ type: 'keep', lease });
    return lease;
  };

  const beat = () => {
    messages.splice(0);
    loop.beatNow();
    return waitFor('a beat', () => messages.find(({ type }) => type === 'beat'), { withinMs: EVERY_MS * 0.8 });
  };

  it('sends a checkpoint that came during a beat with the next one', async () => {
    const bot = await project.register('bot');
    open(bot);
    const { issue, fence } = await keep(1, bot);
    loop.take({ type: 'checkpoint', issue, fence, json: '"first"' });
    const evalsha = project.redis.evalsha.bind(project.redis) as (...args: unknown[]) => Promise<unknown>;
    project.redis.evalsha = (...args: unknown[]) => {
      loop.take({ type: 'checkpoint', issue, fence, json: '"second"' });
      return evalsha(...args);
    };
    await beat();
    const { checkpoints } = project.store.keys.process(bot);
    expect(await project.redis.hget(checkpoints, '1')).to.equal(`${fence} "first"`);
    await beat();
    expect(await project.redis.hget(checkpoints, '1')).to.equal(`${fence} "second"`);
  });

  it('beats again soon after a fault, not at the next interval', async () => {
    const bot = await project.register('bot');
    open(bot);
    await keep(1, bot);
    await project.redis.del(project.store.keys.process(bot).process);
    await beat();
    expect(messages[0]?.type).to.equal('fault');
  });

  it('names nothing of a former id under the new one', async () => {
    const [former, bot] = [await project.register('former'), await project.register('bot')];
    open(former);
    await keep(1, former);
    loop.take({ type: 'become', record: thisProcess(bot, TTL_MS) });
    await keep(2, bot);
    expect(await beat())
      .to.have.property('renewed')
      .with.lengthOf(1);
    expect(messages.map(({ type }) => type)).to.deep.equal(['beat']);
  });
});

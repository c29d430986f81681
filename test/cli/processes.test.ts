/** `mirin processes`: who is there, and orders for one of them. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('mirin processes', () => {
  let driven: DrivenProject;
  let env: NodeJS.ProcessEnv;
  let bot: ProcessId;

  beforeEach(async () => {
    driven = await DrivenProject.start();
    bot = await driven.register('bot');
    env = { REDIS_URL: (await sharedRedis()).url, MIRIN_PROJECT: driven.store.keys.project };
  });
  afterEach(() => driven.close());

  it('leaves an order to drain, and shows from then on that it stands', async () => {
    await driven.take(12, bot);
    await driven.takeLock('deploy', bot);
    const { code, json } = await mirinJson(['processes', 'drain', bot, '--reason', 'a new version'], { env });
    expect({ code, json }).to.deep.equal({ code: 0, json: { outcome: 'ordered', processId: bot } });
    const orders = await driven.redis.hvals(driven.store.keys.process(bot).orders);
    expect(orders.map((order) => JSON.parse(order) as object)).to.have.length(1);
    expect(JSON.parse(orders[0] ?? '')).to.include({ kind: 'drain', reason: 'a new version' });
    expect((await mirin(['processes'], { env })).stdout).to.match(new RegExp(`${bot} +draining .*#12 deploy`));
  });

  it('says why an order reaches nobody', async () => {
    const shell = await driven.register('shell', { liveness: 'ttl', kind: 'shell' });
    const refusals = {
      'nobody~abcdefgh': 'no such process is known',
      [shell]: 'it sends no heartbeats',
    };
    for (const [processId, why] of Object.entries(refusals)) {
      const { code, stderr } = await mirin(['processes', 'drain', processId], { env });
      expect([code, stderr.includes(why)], stderr).to.deep.equal([1, true]);
    }
    const notHeld = await mirin(['processes', 'cancel', bot, '--issue', '9'], { env });
    expect(notHeld).to.include({ code: 1 }).with.property('stderr').that.includes('it does not hold that issue');
    const malformed = await mirin(['processes', 'drain', 'bot'], { env });
    expect(malformed).to.include({ code: 2 }).with.property('stderr').that.includes('processId');
  });
});

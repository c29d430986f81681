/** One project and one process is one, whoever asks in which spelling and however often; test/races has the many. */

import { expect } from 'chai';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

describe('exclusion', () => {
  let redis: TestRedis;
  let project: LiveProject;

  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());

  beforeEach(async () => {
    project = new LiveProject(redis.url);
    await project.work();
  });
  afterEach(async () => {
    await project.end();
  });

  it('tells a second handler of the same process that the issue is its own, and gives it the lease only if it asks', async () => {
    const mirin = await project.connect('bot');
    const answers = await Promise.all([mirin.checkout(7), mirin.checkout(7)]);
    const granted = answers.find((answer) => answer.outcome === 'granted');
    const refused = answers.find((answer) => answer.outcome === 'held');
    if (granted?.outcome !== 'granted') expect.fail('nobody got the issue');
    expect(refused).to.include({ outcome: 'held', holder: mirin.processId, yours: true, expired: false });

    const adopted = await mirin.checkout(7, { adopt: true });
    if (adopted.outcome !== 'granted') expect.fail(`not adopted: ${adopted.outcome}`);
    expect(adopted.lease.fence).to.equal(granted.lease.fence);
    expect(adopted.lease.signal, 'one lease, one signal').to.equal(granted.lease.signal);
  });

  it('takes Acme/Widgets and acme/widgets for one project', async () => {
    const upper = new LiveProject(redis.url, 'Acme/Widgets');
    const lower = new LiveProject(redis.url, 'acme/widgets');
    try {
      await upper.work();
      const [first, second] = [await upper.connect('big'), await lower.connect('small')];
      expect((await first.checkout(1)).outcome).to.equal('granted');
      expect(await second.checkout(1)).to.include({ outcome: 'held', holder: first.processId, yours: false });
      expect(first.project).to.equal('Acme/Widgets');
    } finally {
      await lower.end();
      await upper.end();
    }
  });
});

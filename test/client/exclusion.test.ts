/** However many want one issue at once, one of them gets it. */

import { expect } from 'chai';
import { endChildren } from '../support/child.ts';
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
    await endChildren();
    await project.end();
  });

  it('grants an issue to one of fifty that ask at once, from many clients in many processes', async function () {
    this.timeout(90_000);
    const here = await Promise.all(Array.from({ length: 11 }, (_, index) => project.connect(`bot-${index}`)));
    const children = await Promise.all(Array.from({ length: 3 }, (_, index) => project.connectInChild(`far-${index}`)));
    for (let issue = 1; issue <= 5; issue += 1) {
      const asked = [
        ...here.map((mirin) => mirin.checkout(issue)),
        ...children.flatMap((child) => Array.from({ length: 13 }, () => child.does({ do: 'checkout', issue }))),
      ];
      const outcomes = (await Promise.all<{ outcome?: unknown }>(asked)).map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'granted')).to.have.length(1);
      expect(outcomes.filter((outcome) => outcome === 'held')).to.have.length(49);
    }
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

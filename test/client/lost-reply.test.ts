/** The outcome of a request reaches its client also when the reply does not. */

import { expect } from 'chai';
import type { CheckoutRequest } from '../../queues/requests.ts';
import type { RequestId } from '../../queues/values.ts';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { leaseRules } from '../../src/transitions/lease-rules.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a lost reply', () => {
  let redis: TestRedis;
  let project: LiveProject;

  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());

  beforeEach(() => {
    project = new LiveProject(redis.url);
  });
  afterEach(() => project.end());

  /** The connections of that name, as Redis counts them. */
  async function idsOf(name: string): Promise<(string | undefined)[]> {
    const clients = String(await project.redis.client('LIST')).split('\n');
    return clients.filter((line) => line.includes(` name=${name} `)).map((line) => /^id=(\d+)/.exec(line)?.[1]);
  }

  /** Ends the connections of that name, as a failing network would. */
  async function cut(name: string): Promise<void> {
    await Promise.all((await idsOf(name)).map((id) => project.redis.client('KILL', 'ID', String(id))));
  }

  it('is made up for by the stored outcome when the connection for replies breaks while it is waited for', async () => {
    const { store, redis: connection } = project;
    const rules = leaseRules(project.settings());
    const mirin = await project.connect('bot');
    const asking = mirin.checkout(1);
    const { requests } = openProjectQueues(connection, project.name);
    const job = await waitFor('the request', async () => (await requests.getPrioritized())[0]);
    const request = job.data as CheckoutRequest;
    // Redis has to know the script, so that the next call takes one step.
    await checkout(store, { ...request, issue: 2, requestId: 'request-before' as RequestId }, rules);
    const channel = store.keys.replies(mirin.processId);
    const [id] = await idsOf('mirin-client:bot:replies');

    // In one go, as a worker would: before the client can be back, the reply is gone.
    const [, [, listeners], { outcome }] = await Promise.all([
      connection.client('KILL', 'ID', String(id)),
      connection.pubsub('NUMSUB', channel),
      checkout(store, request, rules),
    ]);
    expect([listeners, outcome.outcome]).to.deep.equal([0, 'granted']);
    expect((await asking).outcome).to.equal('granted');
  });

  it('is made up for when the client hears nothing at all', async () => {
    await project.work();
    // A user of its own, so that Redis can refuse it the channel without refusing workers to publish.
    await project.redis.acl('SETUSER', 'deaf', 'on', '>secret', '~*', '&*', '+@all');
    const deaf = new LiveProject(redis.url.replace(/default:[^@]*@/, 'deaf:secret@'), project.name);
    try {
      const mirin = await deaf.connect('bot');
      await project.redis.acl('SETUSER', 'deaf', 'resetchannels');
      const channel = project.store.keys.replies(mirin.processId);
      await waitFor('nobody to hear the channel', async () => (await project.redis.pubsub('NUMSUB', channel))[1] === 0);

      const got = await mirin.checkout(1);
      if (got.outcome !== 'granted') expect.fail(got.outcome);
      expect(await got.lease.checkin('completed')).to.include({ outcome: 'committed' });
    } finally {
      await deaf.end();
    }
  });

  it('leaves no trace: later replies come by the channel again', async () => {
    await project.work();
    const mirin = await project.connect('bot');
    for (let issue = 1; issue <= 5; issue += 1) {
      await cut('mirin-client:bot:replies');
      expect((await mirin.checkout(issue)).outcome).to.equal('granted');
    }
    const channel = project.store.keys.replies(mirin.processId);
    await waitFor('one subscription to the reply channel', async (saw) => {
      const [, count] = (await project.redis.pubsub('NUMSUB', channel)) as [string, number];
      saw(count);
      return count === 1;
    });
  });
});

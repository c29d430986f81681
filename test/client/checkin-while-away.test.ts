/** Tests of work whose hand-back falls into a time without Redis, or without a worker: it is not lost. */

import { expect } from 'chai';
import { Mirin } from '../../src/client/mirin.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a hand-back while Redis is away', () => {
  let served: ServedProject;
  let mirin: Mirin;

  before(async () => {
    served = await serveProject();
    const { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs } = served.settings;
    const times = { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs, requestTimeoutMs: 500 };
    mirin = await Mirin.connect({ project: served.project, process: 'bot', redis: served.redis.url, ...times });
  });
  after(async () => {
    await mirin.close();
    await served.stop();
  });

  it('is made as soon as Redis is back, while the lease can be trusted', async () => {
    const outcome = mirin.withIssue(1, { timeoutMs: 10_000 }, async () => {
      served.redis.pause();
      return { result: { pages: 3 } };
    });
    await waitFor('Redis to be paused and a first try to have failed', async () => {
      const fault = await mirin.issues.get(1).then(
        () => undefined,
        (error: unknown) => error,
      );
      return fault !== undefined;
    });
    served.redis.resume();
    expect(await outcome).to.deep.include({ outcome: 'done', checkin: { outcome: 'committed', version: 2 } });
    expect(await mirin.issues.get(1)).to.deep.include({ status: 'completed', result: { pages: 3 } });
  }).timeout(60_000);

  it('that can never be made lets go of the lease: nobody renews it for nothing', async () => {
    await mirin
      .withIssue(2, { timeoutMs: 10_000 }, async () => {
        await mirin.issues.release(2, { by: 'operator' });
      })
      .catch((error: unknown) => expect(error).to.have.property('code', 'MIRIN_LEASE_LOST'));
    expect(await mirin.issues.get(2)).to.include({ status: 'pending' });
  });
});

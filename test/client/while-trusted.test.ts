/** The end of a lease is asked for again for as long as the lease can be trusted. */

import { expect } from 'chai';
import { whileTrusted } from '../../src/client/while-trusted.ts';
import { BugError, CancelledError, LeaseLostError, RedisUnavailableError } from '../../src/errors.ts';
import { rejection } from '../support/rejection.ts';

describe('what is asked while a lease can be trusted', () => {
  const leaseOf = () => {
    const controller = new AbortController();
    const lease = {
      signal: controller.signal,
      trustedForMs: 60_000,
      isLetGo: false,
      letGo: () => void (lease.isLetGo = true),
    };
    const lose = (): void => {
      lease.trustedForMs = 0;
      controller.abort(new LeaseLostError({ issue: 1 }, 'it could not be renewed in time'));
    };
    return { lease, lose, cancel: () => controller.abort(new CancelledError(1, 'alice')) };
  };

  /** Fails so often, and then has an answer. */
  const failing = (times: number, fault = (): Error => new RedisUnavailableError('away')) => {
    let asked = 0;
    const ask = (): Promise<string> => {
      asked += 1;
      return asked > times ? Promise.resolve('done') : Promise.reject(fault());
    };
    return { ask, asked: () => asked };
  };

  it('is asked until there is an answer, and then the lease is let go of', async () => {
    const { lease } = leaseOf();
    expect(await whileTrusted(lease, failing(2).ask)).to.equal('done');
    expect(lease.isLetGo).to.equal(true);
  });

  it('is asked again also where the work was cancelled: the lease is held as before', async () => {
    const { lease, cancel } = leaseOf();
    cancel();
    const { ask, asked } = failing(2);
    expect(await whileTrusted(lease, ask)).to.equal('done');
    expect(asked()).to.equal(3);
  });

  it('is asked no more once the lease is lost', async () => {
    const { lease, lose } = leaseOf();
    const { ask, asked } = failing(99);
    const asking = rejection(whileTrusted(lease, ask));
    lose();
    expect(await asking).to.have.property('code', 'MIRIN_REDIS_UNAVAILABLE');
    expect(asked()).to.be.at.most(2);
    expect(lease.isLetGo).to.equal(true);
  });

  it('is asked no more after a fault that no further asking can mend', async () => {
    const { lease } = leaseOf();
    const { ask, asked } = failing(99, () => new BugError('broken'));
    expect(await rejection(whileTrusted(lease, ask))).to.have.property('code', 'MIRIN_BUG');
    expect(asked()).to.equal(1);
  });
});

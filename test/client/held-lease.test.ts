/** When a lease counts as lost for whoever works under it. */

import { expect } from 'chai';
import { HeldLease } from '../../src/client/held-lease.ts';
import { momentNow } from '../../src/client/redis-clock.ts';
import type { Fence } from '../../queues/values.ts';

const KEPT = { issue: 7, fence: '42' as Fence, taskType: 'misc', priority: 'normal' };

describe('a held lease', () => {
  let losses: string[];
  let lease: HeldLease;

  beforeEach(() => {
    losses = [];
    lease = new HeldLease(KEPT, (reason) => losses.push(reason));
  });

  it('is trusted by whichever clock says less', () => {
    const now = momentNow();
    lease.trust(now, 5_000);
    expect(lease.trustedForMs).to.be.within(4_000, 5_000);
    lease.trust({ ...now, wallMs: now.wallMs - 4_000 }, 5_000);
    expect(lease.trustedForMs, 'after a suspension, which the monotonic clock slept through').to.be.within(0, 1_000);
    lease.trust({ ...now, monotonicMs: now.monotonicMs - 6_000 }, 5_000);
    expect(lease.trustedForMs, 'after the wall clock stepped back').to.equal(0);
  });

  it('aborts its signal with the reason when it is lost', () => {
    lease.lose('nobody knows');
    expect(lease.signal.aborted).to.equal(true);
    expect(lease.signal.reason).to.include({ code: 'MIRIN_LEASE_LOST' });
    expect(lease.signal.reason).to.have.property('message', 'the lease of issue #7 is lost: nobody knows');
    expect(losses).to.deep.equal(['nobody knows']);
  });

  it('is not lost by what happens while a checkin ends it', async () => {
    const outcome = await lease.whileEnding(
      async () => {
        lease.lose('its fence is no longer current');
        return 'committed';
      },
      (came) => came === 'committed',
    );
    expect(outcome).to.equal('committed');
    expect(lease.signal.aborted).to.equal(false);
    expect(losses).to.deep.equal([]);
  });

  it('is lost after a checkin that did not end it, or failed, for the first reason', async () => {
    await lease
      .whileEnding(
        async () => {
          lease.lose('first');
          lease.lose('second');
          throw new Error('no answer');
        },
        () => true,
      )
      .catch(() => undefined);
    expect(losses).to.deep.equal(['first']);
    expect(lease.signal.aborted).to.equal(true);
  });
});

/** An orphan that somebody wants: its repair does not wait for a scan. */

import { expect } from 'chai';
import { checkoutRequest, untilJob, useWorkshop } from './workshop.ts';

describe('an issue whose lease ran out', () => {
  const workshop = useWorkshop();

  it('is repaired as soon as somebody asks for it', async () => {
    const { driven, live, queues } = workshop.open;
    const shell = await driven.register('shell', { liveness: 'ttl', kind: 'shell', machineId: '' });
    await driven.take(5, shell);
    // No scan but the one at the start.
    await live.work({ scanEveryMs: 3_600_000 });
    await workshop.open.untilLogged('scan.finished');
    await live.redis.zadd(live.store.keys.own.leases, Date.now() - 1_000, '5');
    const request = checkoutRequest(5, await driven.register('other'), 'wants-an-orphan');
    const asked = await untilJob(queues.requests, await queues.requests.add('checkout', request), 'completed');
    expect(asked.returnvalue).to.include({ outcome: 'held', expired: true });
    await live.untilIssue(5, 'repaired', ({ status }) => status === 'pending');
  });
});

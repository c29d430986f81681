/** The schedule of scans follows the workers: a changed interval, and a time without any of them. */

import { expect } from 'chai';
import { SCAN_SCHEDULER } from '../../workers/schedules.ts';
import { useWorkshop } from './workshop.ts';

describe('the schedule of scans follows the workers', () => {
  const workshop = useWorkshop();

  const schedulers = async () =>
    (await workshop.open.queues.orphans.getJobSchedulers()).map(({ key, every }) => ({ key, every: Number(every) }));

  it('that start at once: there is one schedule', async () => {
    const { live } = workshop.open;
    await Promise.all([live.work(), live.work(), live.work()]);
    expect(await schedulers()).to.deep.equal([{ key: SCAN_SCHEDULER, every: 1_000 }]);
  });

  it('of which a later one wants another interval: its own replaces the former', async () => {
    const { live } = workshop.open;
    await live.work();
    await live.work({ scanEveryMs: 2_000 });
    expect(await schedulers()).to.deep.equal([{ key: SCAN_SCHEDULER, every: 2_000 }]);
  });

  it('that come after a time without any: scans go on', async () => {
    const { live } = workshop.open;
    const former = await live.work();
    await workshop.open.untilLogged('scan.finished');
    await former.stop();
    live.logged.length = 0;
    await live.work();
    await workshop.open.untilLogged('scan.finished', 2);
    expect(await schedulers()).to.deep.equal([{ key: SCAN_SCHEDULER, every: 1_000 }]);
  });
});

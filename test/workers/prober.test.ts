/** The prober of a machine: who is called dead by a pid, and who is left alone. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { machineId } from '../../src/machine/identity.ts';
import { processStartTime } from '../../src/machine/process-start.ts';
import { startChild } from '../support/child.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

describe('the prober', () => {
  const workshop = useWorkshop();

  const register = async (name: string, pid: number, pidStarted: string): Promise<ProcessId> =>
    workshop.open.driven.register(name, { pid, pidStarted, machineId: await machineId() });

  /** The pid of a program that has ended. */
  async function endedPid(): Promise<number> {
    const child = startChild('test/programs/echo.js');
    await child.kill('SIGKILL');
    return child.pid;
  }

  /** Has the prober look at everybody: one that is dead is seen to be so. */
  async function untilProbed(): Promise<void> {
    const dead = await register('dead', await endedPid(), '77');
    const { live } = workshop.open;
    await waitFor('a dead process to be called so', async () => (await live.processStatus(dead)) === 'dead');
  }

  it('leaves alone whoever lives, and whoever it can’t tell anything of', async () => {
    const { live, driven, queues } = workshop.open;
    const untold = await register('untold', process.pid, '');
    const living = await register('living', process.pid, await processStartTime());
    await driven.take(1, untold);
    await driven.take(2, living);
    await live.work();
    // The first look may have begun before all of them were there.
    await untilProbed();
    await untilProbed();
    expect([await live.processStatus(untold), await live.processStatus(living)]).to.deep.equal(['alive', 'alive']);
    const jobs = await queues.orphans.getJobs();
    expect(jobs.filter(({ name }) => name === 'orphan-repair')).to.deep.equal([]);
    expect(live.logged.filter(({ event }) => event === 'process.hung')).to.deep.equal([]);
  });
});

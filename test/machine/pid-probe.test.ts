/** Tests of the probe on real processes: living, stopped, killed, not reaped, hidden, and of another user. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { probePid } from '../../src/machine/pid-probe.ts';
import { processStartTime } from '../../src/machine/process-start.ts';
import { endChildren, startChild } from '../support/child.ts';
import { endWithTestRun } from '../support/reaper.ts';
import { waitFor } from '../support/wait-for.ts';
import { canUnshare } from './namespaces.ts';

const PROBE = 'test/programs/probe.js';
const NOBODY = '65534';
const said = (): boolean => true;

async function startEcho(): Promise<{
  pid: number;
  startTime: string;
  kill: (signal: NodeJS.Signals) => Promise<void>;
}> {
  const child = startChild('test/programs/echo.js');
  await child.next((message) => message.event === 'ready');
  return { pid: child.pid, startTime: await processStartTime(child.pid), kill: (signal) => child.kill(signal) };
}

/** A process that ends soon, and its parent: by then no longer a shell, and so never asking for the child's end. */
async function startZombie(): Promise<{ pid: number; parent: ChildProcess }> {
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  endWithTestRun(parent);
  const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  return { pid: Number(line), parent };
}

describe('probePid', () => {
  afterEach(endChildren);

  it('finds this process and its living child alive', async () => {
    const child = await startEcho();
    const own = { pid: process.pid, startTime: await processStartTime() };
    expect(own.startTime).to.not.equal('');
    expect(await probePid(own)).to.deep.equal({ state: 'alive', isStopped: false });
    expect(await probePid(child)).to.deep.equal({ state: 'alive', isStopped: false });
  });

  it('finds a stopped process alive, and says that it is stopped', async () => {
    const child = await startEcho();
    await child.kill('SIGSTOP');
    await waitFor('the child to be stopped', async () => {
      const probe = await probePid(child);
      return probe.state === 'alive' && probe.isStopped;
    });
    await child.kill('SIGCONT');
    await waitFor('the child to run again', async () => {
      const probe = await probePid(child);
      return probe.state === 'alive' && !probe.isStopped;
    });
  });

  it('finds a killed and reaped process gone', async () => {
    const child = await startEcho();
    await child.kill('SIGKILL');
    expect(await probePid(child)).to.deep.equal({ state: 'gone', because: 'no such process' });
  });

  it('finds a killed process gone that its parent has not reaped', async () => {
    const { pid, parent } = await startZombie();
    const startTime = await processStartTime(pid);
    const probe = await waitFor('the child to be a zombie', async (saw) => {
      const seen = await probePid({ pid, startTime });
      saw(seen);
      return seen.state === 'gone' && seen;
    });
    parent.kill('SIGKILL');
    expect(probe).to.deep.equal({ state: 'gone', because: 'ended, not yet reaped' });
  });

  it('finds a process gone whose pid was given to a later one', async () => {
    const child = await startEcho();
    const earlier = { pid: child.pid, startTime: `${child.startTime}0` };
    expect(await probePid(earlier)).to.deep.equal({ state: 'gone', because: 'its pid belongs to another process' });
  });

  it('does not know about a process whose start was never recorded', async () => {
    expect(await probePid({ pid: process.pid, startTime: '' })).to.deep.equal({ state: 'unknown' });
  });

  it('finds a process alive that it may not signal', async function () {
    const child = await startEcho();
    const asNobody = process.getuid?.() === 0 ? [NOBODY] : [];
    const target = asNobody.length === 0 ? { pid: 1, startTime: await processStartTime(1) } : child;
    const { probe } = await startChild(PROBE, [String(target.pid), target.startTime, ...asNobody]).next(said);
    expect(probe).to.deep.equal({ state: 'alive', isStopped: false });
  });

  it('does not know about a process that hidepid hides', async function () {
    if (!canUnshare()) this.skip();
    const child = await startEcho();
    const hiding = ['unshare', '--mount', 'sh', '-c', 'mount -t proc -o hidepid=2 proc /proc && exec "$@"', 'sh'];
    const prober = startChild(PROBE, [String(child.pid), child.startTime, NOBODY], {}, { through: hiding });
    expect((await prober.next(said)).probe).to.deep.equal({ state: 'unknown' });
  });

  it('does not judge by the /proc of another pid namespace', async function () {
    if (!canUnshare()) this.skip();
    // Inside, pid 1 is the prober itself, and /proc/1 is the init of the machine. Pid 2 is a sleep of its own.
    const inside = ['unshare', '--fork', '--pid', 'sh', '-c', 'sleep 60 & "$@"; kill $!', 'sh'];
    const answer = await startChild(PROBE, ['2', '12345'], {}, { through: inside }).next(said);
    expect(answer.probe).to.deep.equal({ state: 'unknown' });
    expect(answer.ownStartTime).to.match(/^\d+$/);
  });
});

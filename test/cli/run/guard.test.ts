/** Tests of the guard with real processes: whoever is killed or stopped, no process of the command lives on. */

import { expect } from 'chai';
import { endChildren } from '../../support/child.ts';
import {
  askedToEnd,
  endFamilies,
  endOf,
  familyCommand,
  familyOf,
  guardOf,
  livingOf,
  nestedRun,
  run,
  waitUntilGone,
  WHOLE_FAMILY,
} from './guarded-runs.ts';

const SHORT_GRACE_MS = 300;

describe('the guard of mirin run', () => {
  afterEach(endChildren);
  afterEach(endFamilies);

  it('ends the command and all of its descendants when mirin run is killed', async () => {
    const mirinRun = run(familyCommand());
    const family = await familyOf(mirinRun);
    await mirinRun.kill('SIGKILL');
    await waitUntilGone(family);
    expect(askedToEnd(mirinRun)).to.deep.equal(WHOLE_FAMILY);
  });

  it('kills those that ignore SIGTERM when the grace is over', async () => {
    const mirinRun = run({ ...familyCommand('ignore'), graceMs: SHORT_GRACE_MS });
    const family = await familyOf(mirinRun);
    await mirinRun.kill('SIGKILL');
    await waitUntilGone(family);
    expect(askedToEnd(mirinRun)).to.deep.equal(WHOLE_FAMILY);
  });

  it('is stood in for by mirin run when it is killed itself', async () => {
    const mirinRun = run({ ...familyCommand('ignore'), graceMs: SHORT_GRACE_MS });
    const family = await familyOf(mirinRun);
    process.kill(await guardOf(mirinRun), 'SIGKILL');
    expect(await endOf(mirinRun)).to.include({ cause: 'guard-died', exitCode: 137 });
    expect(await livingOf(family)).to.deep.equal([]);
    expect(askedToEnd(mirinRun)).to.deep.equal(WHOLE_FAMILY);
  });

  it('is stood in for by mirin run when it is stopped and does not obey', async () => {
    const mirinRun = run({ ...familyCommand(), graceMs: SHORT_GRACE_MS });
    const family = await familyOf(mirinRun);
    process.kill(await guardOf(mirinRun), 'SIGSTOP');
    mirinRun.tell({ stop: 'the lease was lost' });
    expect(await endOf(mirinRun)).to.include({ cause: 'guard-died' });
    expect(await livingOf(family)).to.deep.equal([]);
  });

  it('ends the command when the trust in its lease runs out', async () => {
    const mirinRun = run(familyCommand());
    const family = await familyOf(mirinRun);
    mirinRun.tell({ trustForMs: 200 });
    expect(await endOf(mirinRun)).to.include({ cause: 'trust-ran-out', code: 0, exitCode: 143 });
    expect(await livingOf(family)).to.deep.equal([]);
    expect(askedToEnd(mirinRun)).to.deep.equal(WHOLE_FAMILY);
  });

  it('ends the command when mirin run is frozen for longer than the trust', async () => {
    const mirinRun = run(familyCommand());
    const family = await familyOf(mirinRun);
    mirinRun.tell({ trustForMs: 200, thenFreeze: true });
    await waitUntilGone(family);
  });

  it('lets the command live when the trust is renewed', async () => {
    const script = 'sleep 1.5; echo "{\\"event\\":\\"outlived\\"}"';
    const mirinRun = run({ command: 'sh', args: ['-c', script], trustForMs: 1_000, renewForMs: 60_000 });
    await mirinRun.next((message) => message.event === 'outlived');
    expect(await endOf(mirinRun)).to.include({ cause: 'itself', exitCode: 0 });
  });

  it('ends a stopped command as well', async () => {
    const mirinRun = run(familyCommand());
    const family = await familyOf(mirinRun);
    for (const { pid } of family) process.kill(pid, 'SIGSTOP');
    mirinRun.tell({ stop: 'the lease was lost' });
    expect(await endOf(mirinRun)).to.include({
      cause: 'stopped',
      code: 0,
      exitCode: 143,
      message: 'the lease was lost',
    });
    expect(await livingOf(family)).to.deep.equal([]);
  });

  it('kills without grace when told to', async () => {
    const mirinRun = run({ ...familyCommand('ignore'), graceMs: 50_000 });
    const family = await familyOf(mirinRun);
    mirinRun.tell({ kill: true });
    expect(await endOf(mirinRun)).to.include({ cause: 'stopped', exitCode: 137, signal: 'SIGKILL' });
    expect(await livingOf(family)).to.deep.equal([]);
  });

  it('ends the runs inside the run, and their daemons', async () => {
    const mirinRun = run(nestedRun({ ...familyCommand('ignore'), graceMs: SHORT_GRACE_MS }));
    const family = await familyOf(mirinRun);
    await mirinRun.kill('SIGKILL');
    await waitUntilGone(family);
  });
});

/** Tests of how the end of a guarded command is told: exit codes, signals, commands that can't be run. */

import { expect } from 'chai';
import { endChildren } from '../../support/child.ts';
import { endOf, livingOf, run, runShell } from './guarded-runs.ts';

describe('the end of a guarded command', () => {
  afterEach(endChildren);

  for (const code of [0, 3, 255]) {
    it(`is told with its exit code ${code}`, async () => {
      const end = await endOf(runShell(`exit ${code}`));
      expect(end).to.deep.equal({ cause: 'itself', exitCode: code, code, signal: null });
    });
  }

  it('is told as 128 + signal when a signal ended it', async () => {
    const end = await endOf(runShell('kill -TERM $$'));
    expect(end).to.deep.equal({ cause: 'itself', exitCode: 143, code: null, signal: 'SIGTERM' });
  });

  it('is told as 127 when the command does not exist', async () => {
    const end = await endOf(run({ command: 'no-such-command', args: [], cwd: '/' }));
    const message = 'no-such-command: command not found (in /)';
    expect(end).to.deep.equal({ cause: 'not-started', exitCode: 127, code: null, signal: null, message });
  });

  it('is told as 126 when the file is no program', async () => {
    const end = await endOf(run({ command: import.meta.filename, args: [] }));
    expect(end).to.include({ cause: 'not-started', exitCode: 126 });
    expect(end.message).to.match(/permission denied/);
  });

  it('names the folder when that is what is missing', async () => {
    const end = await endOf(run({ command: 'true', args: [], cwd: '/no/such/folder' }));
    expect(end).to.include({ exitCode: 127, message: 'true: command not found (in /no/such/folder)' });
  });

  it('comes when what it left in the background has ended too', async () => {
    const left = runShell('sleep 60 & echo "{\\"pid\\":$!}"; exit 5');
    const { pid } = await left.next((message) => 'pid' in message && !('event' in message));
    expect(await endOf(left)).to.include({ cause: 'itself', exitCode: 5 });
    expect(await livingOf([{ pid: Number(pid), startTime: '' }])).to.deep.equal([]);
  });
});

/** Tests of the real child processes that the crash tests stand on. */

import { expect } from 'chai';
import { probePid } from '../../src/machine/pid-probe.ts';
import { endChildren, startChild } from './child.ts';
import { waitFor } from './wait-for.ts';

const ECHO = 'test/programs/echo.js';

describe('startChild', () => {
  afterEach(endChildren);

  it('passes arguments and environment on, and talks both ways', async () => {
    const child = startChild(ECHO, ['a b'], { COLOUR: 'green' });
    const ready = await child.next((message) => message.event === 'ready');
    expect(ready).to.deep.equal({ event: 'ready', args: ['a b'], colour: 'green' });
    child.tell({ issue: 1 });
    child.tell({ issue: 2 });
    const second = await child.next((message) => JSON.stringify(message.line) === '{"issue":2}');
    expect(second.event).to.equal('heard');
    expect(child.otherOutput).to.equal('not JSON\n');
  });

  it('kills at once and tells how the child ended', async () => {
    const child = startChild(ECHO);
    await child.next((message) => message.event === 'ready');
    await child.kill('SIGKILL');
    expect(await child.exited).to.deep.equal({ code: null, signal: 'SIGKILL' });
  });

  it('names the program and its error output when it ends before the message came', async () => {
    const child = startChild('test/programs/no-such-program.js');
    const failure = await child.next((message) => message.event === 'ready').catch(String);
    expect(failure).to.include('no-such-program.js ended').and.to.include('Cannot find module');
  });

  it('ends a stopped child of a test run that was killed', async () => {
    const run = startChild('test/programs/abandoned-run.js');
    const { pid, startTime } = await run.next((message) => message.event === 'child');
    const child = { pid: Number(pid), startTime: String(startTime) };
    expect(await probePid(child)).to.deep.equal({ state: 'alive', isStopped: true });
    await run.kill('SIGKILL');
    await waitFor('the stopped child to be ended', async (saw) => {
      const probe = await probePid(child);
      saw(probe);
      return probe.state === 'gone';
    });
  });
});

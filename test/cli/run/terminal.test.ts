/** Tests of what a guarded command has of the terminal: its input, its outputs, and the signals of its keys. */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { endChildren, startChild } from '../../support/child.ts';
import { endWithTestRun } from '../../support/reaper.ts';
import { waitFor } from '../../support/wait-for.ts';
import { endOf, LONG_TRUST_MS, runShell } from './guarded-runs.ts';

const PROGRAM = path.resolve(import.meta.dirname, '..', '..', 'programs', 'guarded.js');
const CTRL_C = '\u0003';

/** Runs the script under guard on a terminal of its own; `screen` is what that shows. */
function onTerminal(script: string): { terminal: ChildProcess; screen: () => string; type: (keys: string) => void } {
  const options = JSON.stringify({ command: 'sh', args: ['-c', script], trustForMs: LONG_TRUST_MS });
  const line = `'${process.execPath}' '${PROGRAM}' '${options.replaceAll("'", `'\\''`)}' input-for-command`;
  const terminal = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  endWithTestRun(terminal);
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  return { terminal, screen: () => shown, type: (keys) => terminal.stdin.write(keys) };
}

/** util-linux's `script` makes terminals; elsewhere there may be none, or one with other options. */
function canMakeTerminals(): boolean {
  return spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;
}

describe('the terminal of a guarded command', () => {
  afterEach(endChildren);

  it('is read by the command, not by mirin run', async function () {
    if (!canMakeTerminals()) this.skip();
    const { screen, type, terminal } = onTerminal('test -t 0 && echo ask; read answer; echo "heard:$answer"');
    await waitFor('the question', () => screen().includes('ask'));
    type('yes\n');
    await waitFor('the answer to be heard', (saw) => (saw(screen()), screen().includes('heard:yes')));
    terminal.kill('SIGKILL');
  });

  it('passes Ctrl-C on to the command', async function () {
    if (!canMakeTerminals()) this.skip();
    const { screen, type, terminal } = onTerminal(trapping('INT'));
    await waitFor('the command to be ready', () => screen().includes('"ready"'));
    type(CTRL_C);
    await waitFor('the end', (saw) => (saw(screen()), screen().includes('"exitCode":40')));
    terminal.kill('SIGKILL');
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) {
    it(`passes ${signal} on to the command, which decides`, async () => {
      const mirinRun = runShell(trapping(signal.slice('SIG'.length)));
      await mirinRun.next((message) => message.event === 'ready');
      await mirinRun.kill(signal);
      expect(await endOf(mirinRun)).to.include({ cause: 'itself', exitCode: 40 });
      expect(await mirinRun.exited).to.deep.equal({ code: 0, signal: null });
    });
  }

  it('gives the command its input through a pipe as well', async () => {
    const options = { command: 'cat', args: [], trustForMs: LONG_TRUST_MS };
    const mirinRun = startChild('test/programs/guarded.js', [JSON.stringify(options), 'input-for-command']);
    mirinRun.tell({ event: 'said' });
    await mirinRun.next((message) => message.event === 'said');
  });

  it('keeps standard output free of the command when told so', async () => {
    const mirinRun = runShell('echo out; echo err >&2', { output: 'stderr' });
    await endOf(mirinRun);
    await waitFor('both outputs', () => mirinRun.otherOutput === 'out\nerr\n');
    expect(mirinRun.messages.map(({ event }) => event)).to.deep.equal(['guarding', 'started', 'ended']);
  });
});

/** A command that ends with code 40 on one signal. */
function trapping(signal: string): string {
  return `trap 'exit 40' ${signal}; echo '{"event":"ready"}'; while :; do sleep 0.05; done`;
}

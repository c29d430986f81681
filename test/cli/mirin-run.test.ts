/** Tests of `mirin run`: the lease lives exactly as long as the command may work. */

import { expect } from 'chai';
import { issueHistory } from '../../src/store/issue-history.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { probePid } from '../../src/machine/pid-probe.ts';
import { type Child, endChildren, startChild } from '../support/child.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';
import { waitFor, type WaitForOptions } from '../support/wait-for.ts';
import { mirin } from './mirin-command.ts';

describe('mirin run', () => {
  let served: ServedProject;
  let issue = 100;

  before(async () => {
    served = await serveProject();
  });
  beforeEach(() => {
    issue += 1;
  });
  afterEach(endChildren);
  after(() => served.stop());

  const run = (shell: string, ...options: string[]): Child =>
    startChild('cli/main.js', ['run', String(issue), ...options, '--', 'sh', '-c', shell], served.env);
  const record = () => getIssue(served.store, issue);

  const untilGone = (pid: number, options?: WaitForOptions): Promise<unknown> =>
    waitFor('the command to be gone', async () => (await probePid({ pid, startTime: '' })).state === 'gone', options);

  it('hands the issue back as completed when the command succeeds', async () => {
    const { code } = await run('test "$MIRIN_ISSUE" = "$0" || exit 9', '--type', 'docs').exited;
    expect(code).to.equal(9);
    expect(await record()).to.deep.include({
      status: 'error',
      taskType: 'docs',
      result: { exitCode: 9, signal: null },
    });
  });

  it('tells the command which lease it works under', async () => {
    const running = run(
      'echo "{\\"issue\\":\\"$MIRIN_ISSUE\\",\\"fence\\":\\"$MIRIN_FENCE\\"}"',
      '--on-success',
      'awaiting-response',
    );
    const told = await running.next((message) => 'fence' in message);
    expect((await running.exited).code).to.equal(0);
    const { status, fence } = (await record()) ?? {};
    expect({ status, issue: told['issue'], fence: told['fence'] }).to.deep.equal({
      status: 'awaiting-response',
      issue: String(issue),
      fence,
    });
  });

  it('gives an issue back untried when the command does not exist', async () => {
    const { code } = await startChild('cli/main.js', ['run', String(issue), '--', 'no-such-command'], served.env)
      .exited;
    expect(code).to.equal(127);
    expect((await record())?.status).to.equal('pending');
  });

  it('refuses a second one with 75 while the first holds the lease', async () => {
    const first = run('echo "{\\"pid\\":$$}"; exec sleep 600');
    await first.next((message) => 'pid' in message);
    const second = run('echo "{\\"ran\\":true}"');
    expect((await second.exited).code).to.equal(75);
    expect(second.messages).to.deep.equal([]);
    expect(second.otherOutput).to.match(/is not granted: held by mirin-run~/);
    await first.kill('SIGTERM');
    expect((await first.exited).code).to.equal(143);
  });

  it('leaves no command behind when it is killed, and the issue is pending again', async () => {
    const running = run('echo "{\\"pid\\":$$}"; sleep 600 & wait');
    const { pid } = await running.next((message) => 'pid' in message);
    await running.kill('SIGKILL');
    await untilGone(Number(pid));
    const repaired = await waitFor('the issue to be pending', async (saw) => {
      const found = await record();
      saw(found);
      return found?.status === 'pending' && found;
    });
    expect(repaired.orphanings).to.have.length(1);
    const history = await issueHistory(served.store, issue, 50);
    expect(history.map(({ type }) => type)).to.deep.equal(['checkout.granted', 'orphan.repaired']);
    expect(history.at(-1)).to.include({ cause: 'dead', isCounted: true });
  });

  it('ends the command when an operator takes the issue away', async () => {
    const running = run('echo "{\\"pid\\":$$}"; exec sleep 600');
    await running.next((message) => 'pid' in message);
    const release = startChild('cli/main.js', ['release', String(issue)], served.env);
    expect((await release.exited).code).to.equal(0);
    const { code } = await running.exited;
    expect(code).to.equal(143);
    expect(running.otherOutput).to.match(/lease of issue #\d+ was lost/);
    expect((await record())?.status).to.equal('pending');
  });

  it('ends the command when an operator cancels it, and hands the issue back', async () => {
    const running = run('echo "{\\"pid\\":$$}"; exec sleep 600');
    await running.next((message) => 'pid' in message);
    const { processId = '' } = (await record()) ?? {};
    const cancelled = await mirin(['processes', 'cancel', processId, '--issue', String(issue)], { env: served.env });
    expect(cancelled).to.include({ code: 0, stdout: `${processId} hears of it with its next heartbeat\n` });
    expect((await running.exited).code).to.equal(143);
    expect(running.otherOutput).to.include(`the work on issue #${issue} was cancelled by `);
    expect((await record())?.status).to.equal('error');
  });

  it('ends the command by itself when Redis stays away, and when it is stopped itself', async () => {
    const shell = 'echo "{\\"pid\\":$$}"; exec sleep 600';
    const [first, second] = [run(shell), ((issue += 1), run(shell))];
    const pids = await Promise.all(
      [first, second].map(async (running) => Number((await running.next((message) => 'pid' in message))['pid'])),
    );
    await first.kill('SIGSTOP');
    served.redis.pause();
    try {
      for (const pid of pids) await untilGone(pid, { withinMs: 25_000 });
    } finally {
      served.redis.resume();
    }
    await first.kill('SIGCONT');
    await Promise.all([first.exited, second.exited]);
  }).timeout(60_000);
});

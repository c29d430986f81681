/** `mirin lock` and `mirin locks`: a command under a named lock, and what people see and do of locks. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { getLock } from '../../src/store/read-locks.ts';
import { probePid } from '../../src/machine/pid-probe.ts';
import { type Child, endChildren, startChild } from '../support/child.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { waitFor } from '../support/wait-for.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('mirin lock', () => {
  let served: ServedProject;
  let name = '';
  let made = 0;

  before(async () => (served = await serveProject()));
  beforeEach(() => {
    made += 1;
    name = `lock-${made}`;
  });
  afterEach(endChildren);
  after(() => served.stop());

  const lock = (shell: string, ...options: string[]): Child =>
    startChild('cli/main.js', ['lock', name, ...options, '--', 'sh', '-c', shell], served.env);
  const held = () => getLock(served.store, name);
  const SAY_PID = 'echo "{\\"pid\\":$$}"';

  it('runs the command under the lock, tells it which, and ends with its code', async () => {
    const running = lock('echo "{\\"lock\\":\\"$MIRIN_LOCK\\",\\"fence\\":\\"$MIRIN_FENCE\\"}"; read line; exit 9');
    const told = await running.next((message) => 'fence' in message);
    expect(told).to.include({ lock: name, fence: (await held())?.fence });
    running.tell({ go: 'on' });
    expect((await running.exited).code).to.equal(9);
    expect(await held()).to.equal(null);
  });

  it('refuses a second one with 75, unless it waits for its turn', async () => {
    const first = lock(`${SAY_PID}; read line`);
    await first.next((message) => 'pid' in message);
    const second = lock(SAY_PID);
    expect((await second.exited).code).to.equal(75);
    expect(second.messages).to.deep.equal([]);
    expect(second.otherOutput).to.include(`the lock ${name} is not to be had: held by mirin-lock~`);
    const third = lock(SAY_PID, '--wait', '60s');
    await waitFor('the third to wait', async () => (await held())?.waiting === 1);
    first.tell({ go: 'on' });
    expect([(await first.exited).code, (await third.exited).code]).to.deep.equal([0, 0]);
    expect(third.messages).to.have.length(1);
  });

  it('leaves the line in order when it is interrupted while it waits', async () => {
    const first = lock(`${SAY_PID}; read line`);
    await first.next((message) => 'pid' in message);
    const second = lock(SAY_PID, '--wait', '60s');
    await waitFor('the second to wait', async () => (await held())?.waiting === 1);
    process.kill(second.pid, 'SIGINT');
    expect((await second.exited).code).to.equal(130);
    expect((await held())?.waiting).to.equal(0);
    first.tell({ go: 'on' });
    await first.exited;
  });

  it('leaves neither the command nor the lock behind when it is killed', async () => {
    const running = lock(`${SAY_PID}; exec sleep 600`);
    const { pid } = await running.next((message) => 'pid' in message);
    await running.kill('SIGKILL');
    await waitFor('the command to be gone', async () => {
      return (await probePid({ pid: Number(pid), startTime: '' })).state === 'gone';
    });
    await waitFor('the lock to come free', async () => (await held()) === null);
  });

  it('ends the command when an operator takes the lock, and says so', async () => {
    const running = lock(`${SAY_PID}; exec sleep 600`);
    await running.next((message) => 'pid' in message);
    const released = await mirinJson(['locks', 'release', name, '--reason', 'it hangs'], { env: served.env });
    expect(released).to.deep.equal({ code: 0, json: { outcome: 'released', lock: name } });
    expect((await running.exited).code).to.equal(143);
    expect(running.otherOutput).to.include(`the lock ${name} was lost while the command ran`);
  });
});

describe('mirin locks', () => {
  let driven: DrivenProject;
  let env: NodeJS.ProcessEnv;
  let bot: ProcessId;

  beforeEach(async () => {
    driven = await DrivenProject.start();
    bot = await driven.register('bot');
    env = { REDIS_URL: (await sharedRedis()).url, MIRIN_PROJECT: driven.store.keys.project };
  });
  afterEach(() => driven.close());

  it('lists who holds what, and shows one', async () => {
    expect((await mirin(['locks'], { env })).stdout).to.equal('No lock is held.\n');
    const fence = await driven.takeLock('deploy', bot);
    await driven.takeLock('db/main', bot);
    const { json } = await mirinJson(['locks'], { env });
    const { locks, next } = json as { locks: Record<string, unknown>[]; next: null };
    expect([locks.map(({ lock }) => lock), next]).to.deep.equal([['deploy', 'db/main'], null]);
    expect(locks[0]).to.include({ holder: bot, host: 'host-a', fence, waiting: 0 });
    const shown = await mirin(['locks', 'show', 'deploy'], { env });
    expect(shown.stdout).to.match(new RegExp(`LOCK +HOLDER .*\\ndeploy +${bot} `));
    expect(await mirin(['locks', 'show', 'build'], { env })).to.include({ code: 1, stdout: 'nobody holds build\n' });
  });

  it('takes a lock from its holder, only under the fence that is named', async () => {
    const fence = await driven.takeLock('deploy', bot);
    const other = await mirin(['locks', 'release', 'deploy', '--fence', '7'], { env });
    expect(other).to.include({ code: 1, stdout: '' });
    const released = await mirin(['locks', 'release', 'deploy', '--fence', fence], { env });
    expect(released).to.include({ code: 0, stdout: 'deploy is free\n' });
    expect((await mirin(['locks', 'release', 'deploy'], { env })).code).to.equal(1);
  });

  it('refuses what can be no lock, and says what can', async () => {
    const refused = await mirin(['locks', 'release', 'a:b'], { env });
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('name: expected 1 to 100 letters').and.include('got "a:b"');
  });
});

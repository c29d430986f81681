/** Tests of `mirin up`: everything in one process, with a Redis that survives its death. */

import { expect } from 'chai';
import { type Child, endChildren, startChild } from '../support/child.ts';
import { endPrivateRedis, freshDataDir } from '../support/data-dir.ts';
import { waitFor } from '../support/wait-for.ts';
import { redisFolder } from '../../src/private-redis/folder.ts';
import { pidOf } from '../../src/private-redis/process-mark.ts';
import { readState } from '../../src/private-redis/state-file.ts';

describe('mirin up', () => {
  let dataDir: string;
  const env = { MIRIN_PROJECT: 'acme/widgets', MIRIN_BOARD_PASSWORD: 'a board password', MIRIN_BOARD_PORT: '0' };

  beforeEach(async () => {
    dataDir = await freshDataDir();
  });
  afterEach(async () => {
    await endChildren();
    await endPrivateRedis(dataDir);
  });

  const start = (more: NodeJS.ProcessEnv = {}): Child =>
    startChild('cli/main.js', ['up', '--data-dir', dataDir], { ...env, ...more });
  const boardOf = (up: Child): Promise<string> =>
    waitFor('the board to be announced', () => /board\s+(http:\S+)\/queues/.exec(up.otherOutput)?.[1], {
      withinMs: 30_000,
    });
  const isReady = async (board: string): Promise<boolean> => (await fetch(`${board}/readyz`)).status === 200;
  const mirin = (...args: string[]): Child =>
    startChild('cli/main.js', [...args, '--data-dir', dataDir], { MIRIN_PROJECT: 'acme/widgets' });

  it('serves requests and the board until it is told to stop, and leaves nothing behind', async () => {
    const up = start();
    const board = await boardOf(up);
    await waitFor('readiness', () => isReady(board));
    expect(up.otherOutput).to.include('labels wait: no GITHUB_TOKEN and no GitHub App is set');
    expect(up.otherOutput).not.to.include('a board password');
    expect((await mirin('checkout', '12', '--process', 'shell').exited).code).to.equal(0);
    await up.kill('SIGTERM');
    expect((await up.exited).code).to.equal(0);
    const status = mirin('status');
    expect((await status.exited).code).to.equal(1);
    expect(status.otherOutput).to.include('none was started here');
  }).timeout(60_000);

  it('takes over the Redis of one that was killed, with its state', async () => {
    const first = start();
    await waitFor('readiness', async () => isReady(await boardOf(first)));
    expect((await mirin('checkout', '13', '--process', 'shell').exited).code).to.equal(0);
    await first.kill('SIGKILL');
    const second = start();
    await waitFor('readiness', async () => isReady(await boardOf(second)));
    expect(second.otherOutput).to.match(/redis\s+reused/);
    expect((await mirin('checkout', '13', '--process', 'other').exited).code).to.equal(75);
    await second.kill('SIGINT');
    expect((await second.exited).code).to.equal(0);
  }).timeout(60_000);

  it('brings its Redis back when that is killed', async () => {
    const up = start();
    const board = await boardOf(up);
    await waitFor('readiness', () => isReady(board));
    const state = await readState(redisFolder(dataDir).stateFile);
    process.kill(pidOf(state?.mark ?? ''), 'SIGKILL');
    await waitFor('Redis to be noticed as gone', async () => !(await isReady(board)), { everyMs: 5 });
    await waitFor('readiness again', () => isReady(board), { withinMs: 30_000 });
  }).timeout(60_000);

  it('names every faulty setting at once and starts nothing', async () => {
    const up = start({ MIRIN_PROJECT: 'no-slash', MIRIN_SCAN_EVERY_MS: '5' });
    expect((await up.exited).code).to.equal(2);
    expect(up.otherOutput)
      .to.match(/MIRIN_PROJECT[^;]*owner\/repo/)
      .and.match(/MIRIN_SCAN_EVERY_MS[^;]*at least 1000/);
  });
});

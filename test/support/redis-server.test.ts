/** Tests of the redis-servers that other tests run on. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis } from './redis-server.ts';
import { freshProject, sharedRedis } from './shared-redis.ts';
import { waitFor } from './wait-for.ts';

const connect = (url: string) => new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });

describe('test support: redis-server', () => {
  it('starts a real server behind a password, and leaves nothing when it is stopped', async () => {
    const server = await startRedis();
    const client = connect(server.url);
    const folder = await client.config('GET', 'dir');
    expect(await client.ping()).to.equal('PONG');
    client.disconnect();
    await server.stop();
    expect(existsSync(folder[1]!)).to.equal(false);
  });

  it('keeps port and data over a kill and a restart', async () => {
    const server = await startRedis({ appendfsync: 'always' });
    const client = connect(server.url);
    try {
      await client.set('kept', 'yes');
      const before = server.pid;
      await server.kill();
      await server.restart();
      expect(server.pid).not.to.equal(before);
      expect(await client.get('kept')).to.equal('yes');
    } finally {
      client.disconnect();
      await server.stop();
    }
  });

  it('answers nothing while it is paused', async () => {
    const server = await startRedis();
    const client = connect(server.url);
    try {
      await client.ping();
      server.pause();
      let isAnswered = false;
      const ping = client.ping().then(() => (isAnswered = true));
      await waitFor('the server to be stopped', async () => (await stateOf(server.pid)) === 'T');
      expect(isAnswered).to.equal(false);
      server.resume();
      await ping;
    } finally {
      client.disconnect();
      await server.stop();
    }
  });

  it('gives all tests of a run one server, and each a project of its own', async () => {
    expect(await sharedRedis()).to.equal(await sharedRedis());
    expect(freshProject()).not.to.equal(freshProject());
  });

  it('does not outlive a test run that is killed', async () => {
    const code = `
      const { startRedis } = await import(${JSON.stringify(new URL('./redis-server.js', import.meta.url).href)});
      console.log((await startRedis()).pid);`;
    const run = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(run.stdout, 'data')) as [Buffer];
    run.kill('SIGKILL');
    await waitFor('the server to be gone', async () => (await stateOf(Number(line.toString()))) === undefined);
  });
});

/** The state letter of a process; undefined when there is none, or only its remains. */
async function stateOf(pid: number): Promise<string | undefined> {
  const ps = spawn('ps', ['-o', 'state=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  ps.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(ps, 'close');
  const state = output.trim().slice(0, 1);
  return state === '' || state === 'Z' ? undefined : state;
}

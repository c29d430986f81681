/** Tests of the private Redis in a container, on a real engine where there is one. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { IMAGE, isDockerThere, startContainer, stopContainer } from '../../src/private-redis/docker.ts';
import { makeRedisFolder } from '../../src/private-redis/folder.ts';
import { freePort } from '../../src/private-redis/free-port.ts';
import { leaveRedis } from '../../src/private-redis/leave-redis.ts';
import { findServing, type ServingRedis } from '../../src/private-redis/recorded-server.ts';
import { urlOf, writeState } from '../../src/private-redis/state-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

const docker = (...args: string[]) => promisify(execFile)('docker', args);

/** Why the test can't be made here; undefined when it can. It downloads no image. */
async function obstacle(): Promise<string | undefined> {
  if (!(await isDockerThere())) return 'no Docker engine answers';
  return docker('image', 'inspect', IMAGE).then(
    () => undefined,
    () => `the engine does not have ${IMAGE}`,
  );
}

describe('the private Redis in Docker', () => {
  let container: string | undefined;

  before(async function () {
    const reason = await obstacle();
    if (reason === undefined) return;
    console.log(`    skipped: ${reason}`);
    this.skip();
  });

  afterEach(async () => {
    if (container === undefined) return;
    await docker('rm', '--force', container);
    await docker('volume', 'rm', '--force', container);
  });

  async function command({ state }: ServingRedis, ...args: [string, ...string[]]): Promise<unknown> {
    const client = new Redis(urlOf(state));
    try {
      return await client.call(...args);
    } finally {
      client.disconnect();
    }
  }

  it('serves this machine alone, keeps its data in a volume, and is found and ended through the state', async () => {
    const folder = await makeRedisFolder(tempFolder());
    const place = { port: await freePort(), password: 'a-password', users: [] };
    const first = await startContainer(folder, place, () => undefined);
    container = first.state.container;
    expect(first.facts).to.include({ appendonly: true, appendfsync: 'everysec', maxmemoryPolicy: 'noeviction' });
    expect((await docker('port', container ?? '')).stdout.trim()).to.equal(`6379/tcp -> 127.0.0.1:${place.port}`);
    await command(first, 'SET', 'kept', 'yes');
    await stopContainer(container ?? '');
    expect(await findServing(first.state, 0)).to.equal(undefined);

    const second = await startContainer(folder, place, () => undefined);
    expect(await command(second, 'GET', 'kept')).to.equal('yes');
    expect((await findServing(second.state, 0))?.facts.runId).to.equal(second.facts.runId);
    await writeState(folder.stateFile, second.state);
    await leaveRedis(folder, 'the last user');
    expect(await findServing(second.state, 0)).to.equal(undefined);
  });
});

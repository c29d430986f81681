/** Tests of how Mirin comes to its Redis: given, found again, or started. */

import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { findRedis, readRunningRedis, type FoundRedis } from '../../src/private-redis/find-redis.ts';
import { redisFolder } from '../../src/private-redis/folder.ts';
import { isRunning, markOf } from '../../src/private-redis/process-mark.ts';
import { findServing } from '../../src/private-redis/recorded-server.ts';
import { readState, writeState } from '../../src/private-redis/state-file.ts';
import { probeRedis } from '../../src/redis/probe.ts';
import { endChildren, startChild } from '../support/child.ts';
import { endPrivateRedis, freshDataDir } from '../support/data-dir.ts';
import { startRedis } from '../support/redis-server.ts';
import { rejection } from '../support/rejection.ts';
import { waitFor } from '../support/wait-for.ts';

const PROGRAM = 'test/programs/private-redis-user.js';

describe('finding a Redis', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await freshDataDir();
  });

  afterEach(async () => {
    await endChildren();
    await endPrivateRedis(dataDir);
  });

  const stateFile = () => redisFolder(dataDir).stateFile;

  /** Runs commands on a Redis that was found. */
  async function on<T>({ url }: Pick<FoundRedis, 'url'>, task: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(url);
    try {
      return await task(client);
    } finally {
      client.disconnect();
    }
  }

  async function killed({ facts }: FoundRedis): Promise<void> {
    const mark = await markOf(facts.processId);
    process.kill(facts.processId, 'SIGKILL');
    await waitFor('the killed server to be gone', async () => !(await isRunning(mark)));
  }

  describe('that was given', () => {
    it('uses it, and leaves it running', async () => {
      const given = await startRedis();
      const redis = await findRedis({ redisUrl: given.url, dataDir });
      expect(redis).to.include({ source: 'given', url: given.url });
      await redis.stop();
      expect((await probeRedis(given.url)).runId).to.equal(redis.facts.runId);
      await given.stop();
    });

    it('never takes another one in its place', async () => {
      const error = await rejection(findRedis({ redisUrl: 'redis://127.0.0.1:1', dataDir }));
      expect(error.message).to.match(/127\.0\.0\.1:1 is closed/);
      expect(existsSync(redisFolder(dataDir).path)).to.equal(false);
    });
  });

  describe('of its own', () => {
    it('starts one that keeps what it is told, for this machine and its owner alone', async () => {
      const redis = await findRedis({ dataDir });
      expect(redis.source).to.equal('spawned');
      expect(redis.url).to.match(/^redis:\/\/default:[\w-]{32}@127\.0\.0\.1:\d+$/);
      expect(redis.facts).to.include({ appendonly: true, appendfsync: 'everysec', maxmemoryPolicy: 'noeviction' });
      const settings = { bind: '127.0.0.1', 'protected-mode': 'yes', 'aof-use-rdb-preamble': 'no', save: '' };
      for (const [name, value] of Object.entries(settings)) {
        expect(await on(redis, (client) => client.config('GET', name))).to.deep.equal([name, value]);
      }
      const { path: folder, configFile, logFile } = redisFolder(dataDir);
      expect((await stat(folder)).mode & 0o777).to.equal(0o700);
      for (const file of [configFile, logFile, stateFile()]) expect((await stat(file)).mode & 0o777).to.equal(0o600);
    });

    it('ends it in order when it is stopped, and comes back in the same place', async () => {
      const redis = await findRedis({ dataDir });
      await on(redis, (client) => client.set('kept', 'yes'));
      const mark = await markOf(redis.facts.processId);
      await redis.stop();
      expect(await isRunning(mark)).to.equal(false);
      expect(await readRunningRedis(dataDir)).to.equal(undefined);
      const next = await findRedis({ dataDir });
      expect(await on(next, (client) => client.get('kept'))).to.equal('yes');
      expect(next).to.include({ url: redis.url, source: 'spawned', endedRunId: redis.facts.runId });
    });

    it('says nothing of an orderly end when it was killed', async () => {
      const redis = await findRedis({ dataDir });
      process.kill(redis.facts.processId, 'SIGKILL');
      await waitFor('its end', async () => !(await isRunning(await markOf(redis.facts.processId))));
      expect(await findRedis({ dataDir })).to.include({ url: redis.url, source: 'spawned', endedRunId: undefined });
    });

    it('is not hindered by a locale that this machine does not have', async () => {
      const user = startChild(PROGRAM, [dataDir], { LC_ALL: 'xx_XX.nowhere', LANG: 'xx_XX.nowhere' });
      expect(await user.next((message) => message.event === 'found')).to.include({ source: 'spawned' });
    });

    it('takes a port that is free when the one it wanted is not', async () => {
      const stranger = await startRedis();
      await findRedis({ dataDir }).then((redis) => redis.stop());
      await writeState(stateFile(), { port: stranger.port, password: 'not-the-stranger', users: [] });
      const redis = await findRedis({ dataDir });
      expect(redis.source).to.equal('spawned');
      expect(redis.facts.processId).not.to.equal(stranger.pid);
      expect(new URL(redis.url).port).not.to.equal(String(stranger.port));
      await stranger.stop();
    });

    it('says what the program said when it does not start', async () => {
      const program = path.join(dataDir, 'redis-server');
      const script = 'if [ "$1" = --version ]; then echo "Redis server v=7.0.0"; else echo "no luck today"; exit 1; fi';
      await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
      const error = await rejection(findRedis({ dataDir, redisServerBin: program }));
      expect(error.code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      expect(error.message).to.match(/no luck today/);
      expect(error.hint).to.contain(redisFolder(dataDir).logFile);
    });

    it('names the data folder when it can not be written', async () => {
      const file = path.join(dataDir, 'file');
      await writeFile(file, '');
      const error = await rejection(findRedis({ dataDir: file }));
      expect(error.code).to.equal('MIRIN_CONFIG_INVALID');
      expect(error.message).to.match(/dataDir: expected a folder that can be written/);
    });
  });

  describe('that an earlier Mirin started', () => {
    it('shares it; the last one to leave ends it', async () => {
      const first = await findRedis({ dataDir });
      const second = await findRedis({ dataDir });
      expect(second.source).to.equal('reused');
      expect(second.facts.runId).to.equal(first.facts.runId);
      await first.stop();
      await first.stop();
      expect((await readRunningRedis(dataDir))?.facts.runId).to.equal(first.facts.runId);
      await second.stop();
      expect(await readRunningRedis(dataDir)).to.equal(undefined);
    });

    it('starts one only, however many start at once', async () => {
      const users = Array.from({ length: 4 }, () => startChild(PROGRAM, [dataDir]));
      const found = await Promise.all(users.map((user) => user.next((message) => message.event === 'found')));
      expect(new Set(found.map(({ runId }) => runId)).size).to.equal(1);
      expect(found.map(({ source }) => source)).to.have.members(['reused', 'reused', 'reused', 'spawned']);
    });

    it('takes over the one of a Mirin that was killed, and can end it', async () => {
      const user = startChild(PROGRAM, [dataDir]);
      const { runId, pid } = await user.next((message) => message.event === 'found');
      const mark = await markOf(Number(pid));
      await user.kill('SIGKILL');
      expect((await readRunningRedis(dataDir))?.facts.runId).to.equal(runId);
      const redis = await findRedis({ dataDir });
      expect(redis.source).to.equal('reused');
      expect(redis.facts.runId).to.equal(runId);
      await redis.stop();
      expect(await isRunning(mark)).to.equal(false);
    });

    it('starts it again after a kill, with all 500 keys, at the place where its clients look for it', async () => {
      const first = await findRedis({ dataDir });
      await on(first, async (client) => {
        await client.config('SET', 'appendfsync', 'always');
        const keys = client.pipeline();
        for (let key = 0; key < 500; key++) keys.set(`key:${key}`, key);
        await keys.exec();
      });
      await killed(first);
      expect(await readRunningRedis(dataDir)).to.equal(undefined);
      const second = await findRedis({ dataDir });
      expect(second).to.include({ source: 'spawned', url: first.url });
      expect(await on(second, (client) => client.dbsize())).to.equal(500);
    });

    it('finds the one whose start was cut short before it was recorded', async () => {
      const first = await findRedis({ dataDir });
      const { port, password } = (await readState(stateFile()))!;
      await writeState(stateFile(), { port, password, users: [] });
      const second = await findRedis({ dataDir });
      expect(second.source).to.equal('reused');
      expect(second.facts.runId).to.equal(first.facts.runId);
      await second.stop();
      expect(await readRunningRedis(dataDir)).to.equal(undefined);
    });

    it('starts none beside one that lives but is stopped', async () => {
      const redis = await findRedis({ dataDir });
      process.kill(redis.facts.processId, 'SIGSTOP');
      const state = (await readState(stateFile()))!;
      const error = await rejection(findServing(state, 0));
      expect(error.code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      expect(error.hint).to.contain(`kill -CONT ${redis.facts.processId}`);
      process.kill(redis.facts.processId, 'SIGCONT');
      expect((await findServing(state, 10_000))?.facts.runId).to.equal(redis.facts.runId);
    });

    it('believes the run id, not the answer', async () => {
      const redis = await findRedis({ dataDir });
      const state = (await readState(stateFile()))!;
      await writeState(stateFile(), { ...state, runId: 'of-another-server' });
      const error = await rejection(findRedis({ dataDir }));
      expect(error.code).to.equal('MIRIN_REDIS_UNSUITABLE');
      expect(error.message).to.contain(`pid ${redis.facts.processId}`);
      await writeState(stateFile(), state);
    });

    it('has none in a folder where none ever ran', async () => {
      expect(await readRunningRedis(dataDir)).to.equal(undefined);
    });
  });
});

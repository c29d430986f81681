/** Finds the Redis that Mirin uses: the one it was given, else a private one, which runs already or is started. */

import { randomBytes } from 'node:crypto';
import { RedisUnavailableError } from '../errors.ts';
import type { RedisFacts } from '../redis/facts.ts';
import { probeRedis } from '../redis/probe.ts';
import { isDockerThere, startContainer } from './docker.ts';
import { ensureBinary } from './ensure-binary.ts';
import { makeRedisFolder, redisFolder, type RedisFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { leaveRedis } from './leave-redis.ts';
import { withStartLock } from './start-lock.ts';
import { markOf, runningAmong } from './process-mark.ts';
import type { Progress } from './progress.ts';
import { findServing, type ServingRedis } from './recorded-server.ts';
import { spawnServer } from './spawn-server.ts';
import { readState, urlOf, writeState, type RedisState } from './state-file.ts';

/** How long a private server that lives may be silent: it may be shutting down. */
const PATIENCE_MS = 15_000;
const ATTACH_PATIENCE_MS = 2_000;

export interface FindRedisOptions {
  /** The Redis to use and no other (`REDIS_URL`). */
  redisUrl?: string | undefined;
  /** Mirin's data folder: the private Redis lives in it. */
  dataDir: string;
  /** Folder of an unpacked redis-server, where several data folders share one; default: `dataDir`. */
  programDir?: string | undefined;
  /** The program of the private Redis and no other (`REDIS_SERVER_BIN`). */
  redisServerBin?: string | undefined;
  /** Hears of what takes time. */
  onProgress?: Progress;
}

export interface FoundRedis {
  url: string;
  /** `given` by the user; a private one that was there, `reused`; or started: `spawned` or in `docker`. */
  source: 'given' | 'reused' | 'spawned' | 'docker';
  facts: RedisFacts;
  /** The run before this one, where it is known to have ended in order: nothing was lost with it. */
  endedRunId?: string | undefined;
  /** Leaves it, once. A private one ends in order when its last user leaves; a given one is not touched. */
  stop: () => Promise<void>;
}

/**
 * A Redis that answers and that Mirin can run on. A private one outlives a Mirin that is killed; the next one finds
 * it here and takes it over.
 * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) or RedisUnsuitableError (`MIRIN_REDIS_UNSUITABLE`) with
 * the reason: a Redis or program that was named and can't be used is never replaced by another one.
 */
export async function findRedis(options: FindRedisOptions): Promise<FoundRedis> {
  const { redisUrl } = options;
  if (redisUrl !== undefined) {
    return { url: redisUrl, source: 'given', facts: await probeRedis(redisUrl), stop: async () => undefined };
  }
  const folder = await makeRedisFolder(options.dataDir);
  return withStartLock(folder, options.onProgress, () => reuseOrStart(folder, options));
}

/** A private Redis that runs in this data folder, for commands that only need one that is there. */
export async function readRunningRedis(dataDir: string): Promise<Pick<FoundRedis, 'url' | 'facts'> | undefined> {
  const state = await readState(redisFolder(dataDir).stateFile);
  const serving = state && (await findServing(state, ATTACH_PATIENCE_MS));
  return serving && { url: urlOf(serving.state), facts: serving.facts };
}

/** Runs under the lock, so that the state it reads is nobody's half-done work. */
async function reuseOrStart(folder: RedisFolder, options: FindRedisOptions): Promise<FoundRedis> {
  const earlier = await readState(folder.stateFile);
  const running = earlier && (await findServing(earlier, PATIENCE_MS, options.onProgress));
  const serving = running ?? (await start(folder, await freshState(earlier), options));
  const user = await markOf(process.pid);
  const users = [...(await runningAmong(serving.state.users)), user];
  await writeState(folder.stateFile, { ...serving.state, users });
  let left: Promise<void> | undefined;
  const started = serving.state.container === undefined ? 'spawned' : 'docker';
  return {
    url: urlOf(serving.state),
    source: running === undefined ? started : 'reused',
    facts: serving.facts,
    endedRunId: serving.state.endedRunId,
    stop: () => (left ??= leaveRedis(folder, user)),
  };
}

/** The place of a server that crashed is kept, so that its clients find the next one. */
async function freshState(earlier: RedisState | undefined): Promise<RedisState> {
  const password = earlier?.password ?? randomBytes(24).toString('base64url');
  const port = earlier?.port ?? (await freePort());
  const ended = earlier?.endedRunId === undefined ? {} : { endedRunId: earlier.endedRunId };
  return { port, password, users: earlier?.users ?? [], ...ended };
}

async function start(folder: RedisFolder, state: RedisState, options: FindRedisOptions): Promise<ServingRedis> {
  const { onProgress = () => undefined } = options;
  const search = { dataDir: options.programDir ?? options.dataDir, redisServerBin: options.redisServerBin };
  const binary = await ensureBinary(search, onProgress);
  if (binary !== undefined) return spawnServer(binary, folder, state, onProgress);
  if (await isDockerThere()) return startContainer(folder, state, onProgress);
  throw new RedisUnavailableError(
    'there is no Redis: none was given, this machine has no redis-server, and none could be got',
    undefined,
    'Do one of these: apt install redis-server · brew install redis · dnf install redis · start Docker · ' +
      'name a program with REDIS_SERVER_BIN · name a running Redis (6.2 or newer) with REDIS_URL.',
  );
}

/** Starts a private redis-server that lives on without Mirin, on a port of its own, and waits until it serves. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { RedisUnavailableError } from '../errors.ts';
import type { RedisBinary } from './binary.ts';
import type { RedisFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { markOf } from './process-mark.ts';
import type { Progress } from './progress.ts';
import type { ServingRedis } from './recorded-server.ts';
import { serverConfig } from './server-config.ts';
import { urlOf, writeState, type RedisState } from './state-file.ts';
import { untilServing } from './until-serving.ts';

const ATTEMPTS = 10;
const PATIENCE_MS = 30_000;

/**
 * Starts `binary` on the data in `folder`. The port of `wanted` is tried first, so that the clients of a server that
 * crashed find it again; when it is taken, others are.
 * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) with the end of its log when it does not start.
 */
export async function spawnServer(
  binary: RedisBinary,
  folder: RedisFolder,
  wanted: RedisState,
  onProgress: Progress,
): Promise<ServingRedis> {
  let { port } = wanted;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const serving = await tryPort(binary, folder, { ...wanted, port }, onProgress);
    if (serving !== undefined) return serving;
    port = await freePort();
  }
  throw await startError(folder, `found no free port in ${ATTEMPTS} attempts`);
}

/** The server on the port of `state`; undefined when another program has that port. */
async function tryPort(
  binary: RedisBinary,
  folder: RedisFolder,
  state: RedisState,
  onProgress: Progress,
): Promise<ServingRedis | undefined> {
  await writeFile(folder.configFile, configText(folder, state), { mode: 0o600 });
  // Written first: whoever comes after a crash in between can still find the server by its password.
  await writeState(folder.stateFile, state);
  const child = await launch(binary, folder);
  const started = { ...state, mark: await markOf(child.pid ?? 0) };
  await writeState(folder.stateFile, started);
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const wait = { isGone, patienceMs: PATIENCE_MS, onProgress };
  const facts = await untilServing(urlOf(state), wait).catch(() => undefined);
  // Another server may answer on the port: only the process that was started is believed.
  if (facts !== undefined && facts.processId === child.pid) {
    return { state: { ...started, runId: facts.runId }, facts };
  }
  await end(child, isGone);
  if (facts !== undefined || /Address already in use/i.test(await logTail(folder))) return undefined;
  throw await startError(folder, 'did not come to serve');
}

function configText(folder: RedisFolder, { port, password }: RedisState): string {
  return serverConfig({ port, password, dataFolder: folder.path, appendfsync: 'everysec' });
}

/** In a session of its own: neither Ctrl-C in Mirin's terminal nor Mirin's death reaches it. */
async function launch(binary: RedisBinary, folder: RedisFolder): Promise<ChildProcess> {
  await rename(folder.logFile, `${folder.logFile}.1`).catch(() => undefined);
  const log = await open(folder.logFile, 'a', 0o600);
  try {
    const child = spawn(binary.path, [folder.configFile], {
      cwd: folder.path,
      detached: true,
      env: binary.env,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function end(child: ChildProcess, isGone: () => boolean): Promise<void> {
  if (isGone()) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function logTail({ logFile }: RedisFolder): Promise<string> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  return log.trimEnd().split('\n').slice(-5).join('\n');
}

async function startError(folder: RedisFolder, what: string): Promise<RedisUnavailableError> {
  return new RedisUnavailableError(
    `the private redis-server ${what}:\n${await logTail(folder)}`,
    undefined,
    `Its whole log is ${folder.logFile}. Name another program with REDIS_SERVER_BIN, or a running Redis with REDIS_URL.`,
  );
}

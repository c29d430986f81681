/** Runs the private Redis in a container, where the machine has no redis-server but a Docker engine that answers. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { RedisUnavailableError } from '../errors.ts';
import type { RedisFolder } from './folder.ts';
import type { Progress } from './progress.ts';
import type { ServingRedis } from './recorded-server.ts';
import { serverConfig } from './server-config.ts';
import { urlOf, type RedisState } from './state-file.ts';
import { untilServing } from './until-serving.ts';

const run = promisify(execFile);
/** Has what Mirin needs, and gets the security fixes of its series. */
export const IMAGE = 'redis:7-alpine';
const ANSWER_MS = 5_000;
/** The image may have to be downloaded. */
const START_MS = 300_000;
const PATIENCE_MS = 30_000;
const STOP_GRACE_S = 10;
const CONTAINER_PORT = 6379;

/** Whether there is a Docker engine that this user may use. */
export async function isDockerThere(): Promise<boolean> {
  return run('docker', ['info'], { timeout: ANSWER_MS }).then(
    () => true,
    () => false,
  );
}

/** The name of the data folder's container, and of the volume that keeps its data. */
function containerOf(folder: string): string {
  return `mirin-redis-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

/** Starts the container, in place of an earlier one that does not serve any more. */
export async function startContainer(
  folder: RedisFolder,
  state: RedisState,
  onProgress: Progress,
): Promise<ServingRedis> {
  const container = containerOf(folder.path);
  onProgress(`no redis-server on this machine: starting ${IMAGE} in Docker as ${container}`);
  await writeFile(folder.configFile, configText(state), { mode: 0o600 });
  await removeContainer(container);
  await docker(runArgs(folder, state, container));
  const isGone = async () => !(await isContainerRunning(container));
  const facts = await untilServing(urlOf(state), { isGone, patienceMs: PATIENCE_MS, onProgress });
  if (facts === undefined) throw new RedisUnavailableError(`the container ${container} ended: see docker logs`);
  return { state: { ...state, container, runId: facts.runId }, facts };
}

/** Stops the container in order and removes it; its volume stays. */
export async function stopContainer(container: string): Promise<void> {
  await docker(['stop', '-t', String(STOP_GRACE_S), container]);
  await removeContainer(container);
}

async function removeContainer(container: string): Promise<void> {
  // Some versions fail where there is none.
  await docker(['rm', '--force', container]).catch(() => undefined);
}

async function isContainerRunning(container: string): Promise<boolean> {
  return (await docker(['inspect', '--format', '{{.State.Running}}', container])).trim() === 'true';
}

/** It listens on all addresses of the container; the engine publishes the port on 127.0.0.1 alone. */
function configText({ password }: RedisState): string {
  return serverConfig({ bind: '*', port: CONTAINER_PORT, password, dataFolder: '/data', appendfsync: 'everysec' });
}

/** The settings, which hold the password, travel as a file: arguments can be read by every user of the machine. */
function runArgs({ configFile }: RedisFolder, { port }: RedisState, container: string): string[] {
  const settings = '/etc/mirin-redis.conf';
  return [
    ...['run', '--detach', '--name', container],
    ...['--volume', `${container}:/data`, '--volume', `${configFile}:${settings}:ro`],
    ...['--publish', `127.0.0.1:${port}:${CONTAINER_PORT}`],
    // By way of a shell: the image's own start drops to a user who can't read the settings.
    ...[IMAGE, 'sh', '-c', `exec redis-server ${settings}`],
  ];
}

async function docker(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('docker', args, { timeout: START_MS });
    return stdout;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RedisUnavailableError(`docker ${args[0]} failed: ${reason}`, error);
  }
}

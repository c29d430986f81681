/** The record of the private Redis that runs, or was about to be started, in a data folder. */

import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const stateSchema = z.strictObject({
  port: z.int().min(1).max(65_535),
  password: z.string().min(1),
  /** INFO's run_id: proof that what answers is still the same server. Missing until it has answered once. */
  runId: z.string().min(1).optional(),
  /** The run before, if it ended in order, with all its writes on the disk. */
  endedRunId: z.string().min(1).optional(),
  /** Mark of its process, if it is one of this machine. */
  mark: z.string().min(1).optional(),
  /** Name of its container, if it runs in one. */
  container: z.string().min(1).optional(),
  /** Marks of the processes that use it; the last one to leave stops it. */
  users: z.array(z.string()),
});

export type RedisState = z.output<typeof stateSchema>;
/** Where it listens, and the key to it. */
export type RedisPlace = Pick<RedisState, 'port' | 'password'>;

/** The URL of a place. It names the user, since redis-cli 7.0 fails on an empty one. */
export function urlOf({ port, password }: RedisPlace): string {
  return `redis://default:${password}@127.0.0.1:${port}`;
}

/** The state; undefined when there is none, or none that makes sense. */
export async function readState(stateFile: string): Promise<RedisState | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(stateFile, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the state in one step, whole. It holds the password, so it is for its owner alone. */
export async function writeState(stateFile: string, state: RedisState): Promise<void> {
  const draft = `${stateFile}.${process.pid}`;
  await writeFile(draft, JSON.stringify(state), { mode: 0o600 });
  await rename(draft, stateFile);
}

/** One project's state in Redis: the connection and the key names that every transition needs. */

import type { Redis } from 'ioredis';
import { projectKeys, type ProjectKeys } from './keys.ts';

export interface ProjectStore {
  readonly redis: Redis;
  readonly keys: ProjectKeys;
  /** Takes the place of Redis's clock, in ms; refused unless the test-clock key exists. */
  readonly nowMs?: number;
  /** The id of the project's clock as the last tick saw it: where there is another one now, Redis has lost what it knew. */
  clockId?: string;
}

/** The store of the project with this lower-cased key. */
export const projectStore = (redis: Redis, project: string): ProjectStore => ({ redis, keys: projectKeys(project) });

/** The arguments by which a script tells the time: without `now`, Redis's own clock does. */
export const clockArgs = ({ nowMs, clockId = '' }: ProjectStore): { now: string; known_clock: string } => ({
  now: nowMs === undefined ? '' : String(nowMs),
  known_clock: clockId,
});

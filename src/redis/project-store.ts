/** One project's state in Redis: the connection and the key names that every transition needs. */

import type { Redis } from 'ioredis';
import { projectKeys, type ProjectKeys } from './keys.ts';

export interface ProjectStore {
  readonly redis: Redis;
  readonly keys: ProjectKeys;
  /** Takes the place of Redis's clock, in ms; refused unless the test-clock key exists. */
  readonly nowMs?: number;
}

/** The store of the project with this lower-cased key. */
export const projectStore = (redis: Redis, project: string): ProjectStore => ({ redis, keys: projectKeys(project) });

/** The `now` argument of a script: empty means Redis's own clock. */
export const nowArg = (store: ProjectStore): string => (store.nowMs === undefined ? '' : String(store.nowMs));

/** Lets one process at a time start or stop the private Redis of a data folder. */

import type { RedisFolder } from './folder.ts';
import { withLock } from './lock-file.ts';
import type { Progress } from './progress.ts';

/** Another start may be downloading an image or unpacking a program. */
const WAIT_MS = 300_000;

/** Runs `task` while no other process starts or stops the Redis of this folder. */
export function withStartLock<T>(
  folder: RedisFolder,
  onProgress: Progress | undefined,
  task: () => Promise<T>,
): Promise<T> {
  const onWait = () => onProgress?.('waiting for another Mirin that is starting or stopping the private Redis');
  return withLock({ folder: folder.path, name: 'start.lock', waitMs: WAIT_MS, onWait }, task);
}

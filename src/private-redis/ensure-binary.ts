/** Comes to a redis-server: one that is there, or else one unpacked from the distribution's packages. */

import type { RedisBinary } from './binary.ts';
import { locateBinary, type BinarySearch } from './locate-binary.ts';
import { withLock } from './lock-file.ts';
import type { Progress } from './progress.ts';
import { canUnpackFromDebian } from './debian-packages.ts';
import { unpackFromDebian } from './unpack-debian.ts';

/** Longer than any download that is still getting somewhere. */
const UNPACK_WAIT_MS = 300_000;

/** The redis-server to use; undefined when this machine has none and can't get one. Safe to call side by side. */
export async function ensureBinary(search: BinarySearch, onProgress: Progress): Promise<RedisBinary | undefined> {
  const found = await locateBinary(search);
  if (found !== undefined || !canUnpackFromDebian()) return found;
  const lock = {
    folder: search.dataDir,
    name: 'unpack.lock',
    waitMs: UNPACK_WAIT_MS,
    onWait: () => onProgress('waiting for another process that is unpacking redis-server'),
  };
  return withLock(lock, async () => (await locateBinary(search)) ?? unpack(search.dataDir, onProgress));
}

async function unpack(dataDir: string, onProgress: Progress): Promise<RedisBinary | undefined> {
  onProgress("no redis-server on this machine: unpacking one from the distribution's packages (once, about 2 MB)");
  try {
    return await unpackFromDebian(dataDir);
  } catch (error) {
    onProgress(`that did not work: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The redis-server that Mirin unpacked into its data folder: where it lies and how it is started. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readSupportedBinary, type RedisBinary } from './binary.ts';

/** The folder of the unpacked copy. */
export function unpackedFolder(dataDir: string): string {
  return path.join(dataDir, 'redis-binary');
}

/** The copy in `folder` (the data folder's own unless another is named); undefined when there is none that works. */
export async function readUnpackedBinary(
  dataDir: string,
  folder = unpackedFolder(dataDir),
): Promise<RedisBinary | undefined> {
  const program = path.join(folder, 'usr', 'bin', 'redis-server');
  if (!existsSync(program)) return undefined;
  return readSupportedBinary(program, libraryFolders(folder).join(':'));
}

/** Debian keeps libraries in one folder for each architecture, such as `usr/lib/x86_64-linux-gnu`. */
function libraryFolders(folder: string): string[] {
  const libraries = path.join(folder, 'usr', 'lib');
  if (!existsSync(libraries)) return [];
  return readdirSync(libraries)
    .filter((name) => name.includes('-linux-gnu'))
    .map((name) => path.join(libraries, name));
}

/** Gets a redis-server from Debian's or Ubuntu's own packages into a folder, without root and without installing. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { RedisBinary } from './binary.ts';
import { privateApt, unpackPackage } from './debian-packages.ts';
import { readUnpackedBinary, unpackedFolder } from './unpacked-copy.ts';

/** The tools packages are small and start no service; their `*-check-rdb` is the server under another name. */
const PACKAGES = ['valkey-tools', 'redis-tools'] as const;
/**
 * Downloads the packages into a private apt state and unpacks them into the data folder (about 3 s, 13 MB).
 * The copy appears whole or not at all. Undefined when the distribution's version is too old.
 * @throws Error when apt-get fails, with what it said.
 */
export async function unpackFromDebian(dataDir: string): Promise<RedisBinary | undefined> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(path.join(dataDir, 'unpack-'));
  try {
    const apt = await privateApt(work);
    for (const name of PACKAGES) {
      if (await unpackPackage(apt, work, name)) {
        const binary = await moveIntoPlace(dataDir, path.join(work, 'root'));
        if (binary !== undefined) return binary;
      }
    }
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Makes the copy the data folder's own, after it has proved that it starts. */
async function moveIntoPlace(dataDir: string, root: string): Promise<RedisBinary | undefined> {
  const programs = path.join(root, 'usr', 'bin');
  const check = (await readdir(programs)).find((name) => name.endsWith('-check-rdb'));
  const server = path.join(programs, 'redis-server');
  if (check !== undefined && !existsSync(server)) await symlink(check, server);
  const works = (await readUnpackedBinary(dataDir, root)) !== undefined;
  if (works) {
    await rm(unpackedFolder(dataDir), { recursive: true, force: true });
    await rename(root, unpackedFolder(dataDir));
    return readUnpackedBinary(dataDir);
  }
  await rm(root, { recursive: true, force: true });
  return undefined;
}

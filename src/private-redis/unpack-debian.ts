/** Gets a redis-server from Debian's or Ubuntu's own packages into a folder, without root and without installing. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RedisBinary } from './binary.ts';
import { readUnpackedBinary, unpackedFolder } from './unpacked-copy.ts';

const run = promisify(execFile);
const STEP_TIMEOUT_MS = 120_000;
/** The tools packages are small and start no service; their `*-check-rdb` is the server under another name. */
const PACKAGES = ['valkey-tools', 'redis-tools'] as const;
/** Never taken along: a C library beside another's loader crashes. */
const SYSTEM_PACKAGES = new Set(['libc6', 'libc-bin']);

/** Whether this machine has the tools that {@link unpackFromDebian} needs. */
export function canUnpackFromDebian(): boolean {
  return ['/usr/bin/apt-get', '/usr/bin/dpkg-deb', '/var/lib/dpkg/status'].every((file) => existsSync(file));
}

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

type Apt = (...args: string[]) => Promise<string>;

/** apt-get with lists and cache of its own in `work`, so that neither root nor the system's state is needed. */
async function privateApt(work: string): Promise<Apt> {
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'packages']) {
    await mkdir(path.join(work, folder), { recursive: true });
  }
  const options = {
    'Dir::State': path.join(work, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': path.join(work, 'cache'),
    'Debug::NoLocking': '1',
    'Acquire::Languages': 'none',
    // Else apt, run as root, drops to a user that may not write here.
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '_apt',
  };
  const flags = ['-qq', ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  const apt: Apt = async (...args) => {
    const cwd = path.join(work, 'packages');
    const { stdout } = await run('apt-get', [...flags, ...args], { cwd, timeout: STEP_TIMEOUT_MS });
    return stdout;
  };
  await apt('update');
  return apt;
}

/** Unpacks a package and all it needs that the machine lacks; false when the distribution does not have it. */
async function unpackPackage(apt: Apt, work: string, name: string): Promise<boolean> {
  const plan = await apt('install', '-s', '--no-install-recommends', name).catch(() => '');
  const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, found = '']) => found);
  const wanted = packages.filter((found) => !SYSTEM_PACKAGES.has(found));
  if (!wanted.includes(name)) return false;
  await apt('download', ...wanted);
  const folder = path.join(work, 'packages');
  for (const file of await readdir(folder)) {
    await run('dpkg-deb', ['-x', path.join(folder, file), path.join(work, 'root')]);
    await rm(path.join(folder, file));
  }
  return true;
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

/** Gets packages of Debian and Ubuntu into a folder, without root and without installing them. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const STEP_TIMEOUT_MS = 120_000;
/** Never taken along: a C library beside another's loader crashes. */
const SYSTEM_PACKAGES = new Set(['libc6', 'libc-bin']);

/** Whether this machine has the tools for it. */
export function canUnpackFromDebian(): boolean {
  return ['/usr/bin/apt-get', '/usr/bin/dpkg-deb', '/var/lib/dpkg/status'].every((file) => existsSync(file));
}

export type Apt = (...args: string[]) => Promise<string>;

/** apt-get with lists and cache of its own in `work`, so that neither root nor the system's state is needed. */
export async function privateApt(work: string): Promise<Apt> {
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

/** Unpacks a package, and all it needs that the machine lacks, into `work/root`; false when the distribution lacks it. */
export async function unpackPackage(apt: Apt, work: string, name: string): Promise<boolean> {
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

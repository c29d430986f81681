/** Finds a redis-server on this machine without installing anything. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { RedisUnsuitableError } from '../errors.ts';
import { MIN_REDIS_VERSION } from '../redis/version.ts';
import { readSupportedBinary, type RedisBinary } from './binary.ts';
import { readUnpackedBinary } from './unpacked-copy.ts';

const run = promisify(execFile);
const PROGRAMS = ['redis-server', 'valkey-server'] as const;
/** Where Homebrew puts programs; not on the PATH of a program that was not started from a shell. */
const HOMEBREW_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin'];
/** The same program as redis-server under another name, which alone tells it what to be; Debian's redis-tools has it. */
const CHECK_PROGRAMS = ['/usr/bin/redis-check-rdb', '/usr/bin/valkey-check-rdb'];

export interface BinarySearch {
  dataDir: string;
  /** The program to use and no other (`REDIS_SERVER_BIN`). */
  redisServerBin?: string | undefined;
}

/**
 * The first usable redis-server: the one named, the copy unpacked earlier, the PATH, Homebrew, Debian's tools.
 * @throws RedisUnsuitableError (`MIRIN_REDIS_UNSUITABLE`) when the one that was named can't be used.
 */
export async function locateBinary({ dataDir, redisServerBin }: BinarySearch): Promise<RedisBinary | undefined> {
  if (redisServerBin !== undefined) return namedBinary(redisServerBin);
  return (
    (await readUnpackedBinary(dataDir)) ??
    (await firstSupported(await programsOnPath())) ??
    (await firstSupported(HOMEBREW_FOLDERS.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name))))) ??
    (await linkedCheckProgram(dataDir))
  );
}

async function namedBinary(redisServerBin: string): Promise<RedisBinary> {
  const binary = await readSupportedBinary(path.resolve(redisServerBin));
  if (binary !== undefined) return binary;
  throw new RedisUnsuitableError(
    `${redisServerBin} is not a redis-server of version ${MIN_REDIS_VERSION} or newer`,
    'Correct REDIS_SERVER_BIN (redisServerBin), or leave it out: Mirin then looks for one itself.',
  );
}

/** Absolute paths, by the shell's own search: the environment stays the configuration's affair. */
async function programsOnPath(): Promise<string[]> {
  const search = PROGRAMS.map((name) => `command -v ${name}`).join('; ');
  const { stdout } = await run('sh', ['-c', `${search}; true`]);
  return stdout.split('\n').filter((line) => path.isAbsolute(line));
}

async function firstSupported(paths: readonly string[]): Promise<RedisBinary | undefined> {
  for (const candidate of paths.filter((file) => existsSync(file))) {
    const binary = await readSupportedBinary(candidate);
    if (binary !== undefined) return binary;
  }
  return undefined;
}

async function linkedCheckProgram(dataDir: string): Promise<RedisBinary | undefined> {
  const program = CHECK_PROGRAMS.find((file) => existsSync(file));
  if (program === undefined) return undefined;
  const link = path.join(dataDir, 'bin', 'redis-server');
  await mkdir(path.dirname(link), { recursive: true, mode: 0o700 });
  await symlink(program, link).catch(() => undefined);
  return readSupportedBinary(link);
}

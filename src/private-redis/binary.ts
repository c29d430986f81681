/** A redis-server program that Mirin can start: where it is, which version it says it is, what it needs to run. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isSupported } from '../redis/version.ts';

const run = promisify(execFile);
const VERSION_TIMEOUT_MS = 10_000;

export interface RedisBinary {
  /** Absolute path of a program that acts as redis-server. */
  path: string;
  version: string;
  /** The whole environment that it is started with. */
  env: Record<string, string>;
}

/**
 * The environment of a server: `LC_ALL=C`, since redis-server refuses to start under a locale that the machine
 * does not have; `libraryPath` for a copy that brought its libraries along.
 */
export function serverEnvironment(libraryPath?: string): Record<string, string> {
  return { LC_ALL: 'C', ...(libraryPath !== undefined && { LD_LIBRARY_PATH: libraryPath }) };
}

/** Asks the program at `path` for its version; undefined when it does not start or is no redis-server or Valkey. */
export async function readBinary(path: string, libraryPath?: string): Promise<RedisBinary | undefined> {
  const env = serverEnvironment(libraryPath);
  try {
    const { stdout } = await run(path, ['--version'], { env, timeout: VERSION_TIMEOUT_MS });
    const version = /\bv=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    return version === undefined ? undefined : { path, version, env };
  } catch {
    return undefined;
  }
}

/** Like {@link readBinary}, for a server that is also new enough. */
export async function readSupportedBinary(path: string, libraryPath?: string): Promise<RedisBinary | undefined> {
  const binary = await readBinary(path, libraryPath);
  return binary !== undefined && isSupported(binary.version) ? binary : undefined;
}

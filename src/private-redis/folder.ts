/** The folder of the private Redis within Mirin's data folder: what lies where, and that it can be written. */

import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigInvalidError } from '../errors.ts';

export interface RedisFolder {
  /** The folder itself: data, settings, log, state. */
  path: string;
  /** The settings that redis-server reads; they hold its password. */
  configFile: string;
  /** Who runs here: port, password, process. */
  stateFile: string;
  logFile: string;
}

/** The paths, made or not. */
export function redisFolder(dataDir: string): RedisFolder {
  const folder = path.resolve(dataDir, 'redis');
  return {
    path: folder,
    configFile: path.join(folder, 'redis.conf'),
    stateFile: path.join(folder, 'state.json'),
    logFile: path.join(folder, 'redis.log'),
  };
}

/** Makes the folder, for its owner alone. @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) when it can't be. */
export async function makeRedisFolder(dataDir: string): Promise<RedisFolder> {
  const folder = redisFolder(dataDir);
  try {
    await mkdir(folder.path, { recursive: true, mode: 0o700 });
    // mkdir leaves the mode of a folder that is there already.
    await chmod(folder.path, 0o700);
    return folder;
  } catch (error) {
    const received = `${dataDir} (${error instanceof Error ? error.message : String(error)})`;
    throw new ConfigInvalidError([{ field: 'dataDir', expected: 'a folder that can be written', received }]);
  }
}

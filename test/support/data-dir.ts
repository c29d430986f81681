/** Data folders for tests that have Mirin start its private Redis. */

import { existsSync, symlinkSync } from 'node:fs';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { redisFolder } from '../../src/private-redis/folder.ts';
import { readState } from '../../src/private-redis/state-file.ts';
import { stopServer } from '../../src/private-redis/stop-server.ts';
import { unpackedFolder } from '../../src/private-redis/unpacked-copy.ts';
import { redisBinary } from './redis-server.ts';
import { tempFolder } from './temp-folder.ts';

/** A new data folder; a redis-server that was unpacked for this machine's user is shared, not unpacked again. */
export async function freshDataDir(): Promise<string> {
  await redisBinary();
  const dataDir = tempFolder();
  const shared = unpackedFolder(settingsSchema.parse({}).dataDir);
  if (existsSync(shared)) symlinkSync(shared, unpackedFolder(dataDir));
  return dataDir;
}

/** Ends the private Redis of the folder, should one still run. */
export async function endPrivateRedis(dataDir: string): Promise<void> {
  const state = await readState(redisFolder(dataDir).stateFile);
  if (state?.mark !== undefined) await stopServer(state.mark, 2_000);
}

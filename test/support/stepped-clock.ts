/** Redis-servers whose clock a test can step, by libfaketime; tests that need one are skipped where it can't be had. */

import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { canUnpackFromDebian, privateApt, unpackPackage } from '../../src/private-redis/debian-packages.ts';
import { withLock } from '../../src/private-redis/lock-file.ts';
import { startRedis, type StartRedisOptions, type TestRedis } from './redis-server.ts';
import { tempFolder } from './temp-folder.ts';

/** Under CI a missing library is a failure: there, tests that skip themselves would go unnoticed for ever. */
const IS_CI = process.env['CI'] === 'true';
const UNPACK_WAIT_MS = 120_000;

export interface SteppedRedis extends TestRedis {
  /** Sets its clock to so many seconds from the true time; how it runs on is not touched. */
  setClock(aheadS: number): Promise<void>;
}

/** `describe` for tests that step a clock. */
export function describeWithSteppedClock(
  title: string,
  tests: (start: (options?: StartRedisOptions) => Promise<SteppedRedis>) => void,
): void {
  describe(title, () => {
    let library: string | undefined;
    before('find libfaketime', async function () {
      this.timeout(UNPACK_WAIT_MS);
      library = await findLibrary();
      if (library !== undefined) return;
      if (IS_CI) throw new Error('there is no libfaketime and apt-get brings none, and CI=true forbids skipping');
      // oxlint-disable-next-line no-console
      console.error(`skipped, since libfaketime is neither installed nor to be had from apt-get: ${title}`);
      this.skip();
    });
    tests((options) => startStepped(library ?? '', options));
  });
}

async function startStepped(library: string, options: StartRedisOptions = {}): Promise<SteppedRedis> {
  const file = path.join(tempFolder(), 'clock');
  const setClock = (aheadS: number) => writeFile(file, `${aheadS < 0 ? '' : '+'}${aheadS}\n`);
  await setClock(0);
  const redis = await startRedis({ ...options, env: { ...options.env, ...environmentFor(library, file) } });
  return Object.assign(redis, { setClock });
}

/**
 * The C library before the rest takes jemalloc out of use, which asks for the time before libfaketime can tell it.
 * https://github.com/wolfcw/libfaketime/issues/130
 */
const environmentFor = (library: string, file: string): Record<string, string> => ({
  LD_PRELOAD: `${library} libc.so.6`,
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
});

/** Debian's own, or a copy unpacked once for this machine's user. */
async function findLibrary(): Promise<string | undefined> {
  const { dataDir } = settingsSchema.parse({});
  const folder = path.join(dataDir, 'test-faketime');
  const found = libraryBelow('/') ?? libraryBelow(folder);
  if (found !== undefined || !canUnpackFromDebian()) return found;
  const lock = { folder: dataDir, name: 'test-faketime.lock', waitMs: UNPACK_WAIT_MS };
  return withLock(lock, async () => libraryBelow(folder) ?? unpackInto(folder));
}

async function unpackInto(folder: string): Promise<string | undefined> {
  const work = await mkdtemp(`${folder}-`);
  try {
    if (!(await unpackPackage(await privateApt(work), work, 'libfaketime'))) return undefined;
    await rename(path.join(work, 'root'), folder);
    return libraryBelow(folder);
  } catch {
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Debian keeps libraries in one folder for each architecture. */
function libraryBelow(root: string): string | undefined {
  const libraries = path.join(root, 'usr', 'lib');
  const folders = existsSync(libraries) ? readdirSync(libraries) : [];
  return folders
    .filter((name) => name.includes('-linux-gnu'))
    .map((name) => path.join(libraries, name, 'faketime', 'libfaketime.so.1'))
    .find((file) => existsSync(file));
}

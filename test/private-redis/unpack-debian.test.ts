/** Tests of getting a redis-server out of Debian's packages without installing them. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { ensureBinary } from '../../src/private-redis/ensure-binary.ts';
import { findRedis } from '../../src/private-redis/find-redis.ts';
import { locateBinary } from '../../src/private-redis/locate-binary.ts';
import { canUnpackFromDebian } from '../../src/private-redis/debian-packages.ts';
import { unpackFromDebian } from '../../src/private-redis/unpack-debian.ts';
import { unpackedFolder } from '../../src/private-redis/unpacked-copy.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DOWNLOAD_MS = 180_000;

/** Why the test can't be made here; undefined when it can. */
async function obstacle(): Promise<string | undefined> {
  if (!canUnpackFromDebian()) return 'no apt-get on this machine';
  const installed = await locateBinary({ dataDir: tempFolder() });
  return installed && `apt-get has nothing to do where there is ${installed.path}`;
}

describe('unpacking redis-server from Debian packages', function () {
  this.timeout(DOWNLOAD_MS);

  before(async function () {
    const reason = await obstacle();
    if (reason === undefined) return;
    console.log(`      skipped: ${reason}`);
    this.skip();
  });

  it('gives a copy that serves from the data folder, and leaves nothing else in it', async () => {
    const dataDir = tempFolder();
    const binary = await unpackFromDebian(dataDir);
    expect(binary?.path).to.equal(path.join(unpackedFolder(dataDir), 'usr', 'bin', 'redis-server'));
    expect(readdirSync(dataDir)).to.deep.equal([path.basename(unpackedFolder(dataDir))]);
    const redis = await findRedis({ dataDir });
    expect(redis.facts.version).to.equal(binary?.version);
    await redis.stop();
  });

  it('is done once by those who ask at the same time, in the words of the user', async () => {
    const dataDir = tempFolder();
    const told: string[] = [];
    const binaries = await Promise.all([1, 2, 3].map(() => ensureBinary({ dataDir }, (line) => told.push(line))));
    expect(new Set(binaries.map((binary) => binary?.path)).size).to.equal(1);
    expect(told.filter((line) => line.includes('unpacking one'))).to.have.length(1);
    expect(told.filter((line) => line.includes('waiting for another process'))).to.have.length(2);
  });
});

/** Tests of where a redis-server program is looked for, and which is taken. */

import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { locateBinary } from '../../src/private-redis/locate-binary.ts';
import { unpackedFolder } from '../../src/private-redis/unpacked-copy.ts';
import { rejection } from '../support/rejection.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('looking for a redis-server', () => {
  /** A program that says it is this version, which is all that the search asks it. */
  function program(file: string, version: string): string {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho "Redis server v=${version} sha=0 malloc=libc bits=64"\n`, { mode: 0o700 });
    return file;
  }

  it('takes the one that was named', async () => {
    const folder = tempFolder();
    const named = program(path.join(folder, 'my-redis'), '7.4.1');
    expect(await locateBinary({ dataDir: folder, redisServerBin: named })).to.deep.equal({
      path: named,
      version: '7.4.1',
      env: { LC_ALL: 'C' },
    });
  });

  const unusable: [string, (folder: string) => string][] = [
    ['is not there', (folder) => path.join(folder, 'absent')],
    ['is something else', () => '/bin/sh'],
    ['is too old', (folder) => program(path.join(folder, 'old'), '6.0.16')],
  ];
  for (const [what, make] of unusable) {
    it(`refuses one that was named and ${what}, and takes no other`, async () => {
      const dataDir = tempFolder();
      program(path.join(unpackedFolder(dataDir), 'usr', 'bin', 'redis-server'), '7.0.0');
      const error = await rejection(locateBinary({ dataDir, redisServerBin: make(dataDir) }));
      expect(error.code).to.equal('MIRIN_REDIS_UNSUITABLE');
      expect(error.message).to.match(/is not a redis-server of version 6\.2\.0 or newer/);
      expect(error.hint).to.match(/REDIS_SERVER_BIN/);
    });
  }

  it('prefers the copy that was unpacked, and gives it its libraries', async () => {
    const dataDir = tempFolder();
    const copy = unpackedFolder(dataDir);
    const server = program(path.join(copy, 'usr', 'bin', 'redis-server'), '7.0.0');
    const libraries = path.join(copy, 'usr', 'lib', 'some-linux-gnu');
    mkdirSync(libraries, { recursive: true });
    const found = await locateBinary({ dataDir });
    expect(found).to.deep.equal({ path: server, version: '7.0.0', env: { LC_ALL: 'C', LD_LIBRARY_PATH: libraries } });
  });

  describe('on the PATH', () => {
    /** Searches in a process of its own, whose PATH begins with `folder`. */
    async function searchWith(folder: string): Promise<unknown> {
      const module = new URL('../../src/private-redis/locate-binary.js', import.meta.url).href;
      const code = `
        const { locateBinary } = await import(${JSON.stringify(module)});
        console.log(JSON.stringify(await locateBinary({ dataDir: ${JSON.stringify(tempFolder())} })));`;
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env });
      return JSON.parse(stdout) as unknown;
    }

    it('finds redis-server', async () => {
      const server = program(path.join(tempFolder(), 'redis-server'), '7.2.4');
      expect(await searchWith(path.dirname(server))).to.include({ path: server, version: '7.2.4' });
    });

    it('passes over a redis-server that is too old, for a valkey-server that is not', async () => {
      const folder = tempFolder();
      program(path.join(folder, 'redis-server'), '5.0.3');
      const valkey = program(path.join(folder, 'valkey-server'), '8.0.1');
      expect(await searchWith(folder)).to.include({ path: valkey, version: '8.0.1' });
    });
  });

  it('takes a link to a program as well', async () => {
    const folder = tempFolder();
    const link = path.join(folder, 'link');
    symlinkSync(program(path.join(folder, 'server'), '7.0.0'), link);
    expect(await locateBinary({ dataDir: folder, redisServerBin: link })).to.include({ path: link });
  });
});

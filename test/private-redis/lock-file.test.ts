/** Tests of the lock that lets one process at a time start a private Redis. */

import { readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { withLock } from '../../src/private-redis/lock-file.ts';
import { markOf } from '../../src/private-redis/process-mark.ts';
import { endChildren, startChild } from '../support/child.ts';
import { rejection } from '../support/rejection.ts';
import { tempFolder } from '../support/temp-folder.ts';

const WAIT_MS = 30_000;

describe('the lock of a folder', () => {
  afterEach(endChildren);

  const lockIn = (folder: string) => ({ folder, name: 'start.lock', waitMs: WAIT_MS });

  /** Counts to one more than the file says, as slowly as possible. */
  async function count(file: string): Promise<void> {
    const before = Number(await readFile(file, 'utf8'));
    await new Promise((resolve) => setImmediate(resolve));
    await writeFile(file, String(before + 1));
  }

  it('lets one at a time do its work', async () => {
    const folder = tempFolder({ count: '0' });
    const file = path.join(folder, 'count');
    await Promise.all(Array.from({ length: 20 }, () => withLock(lockIn(folder), () => count(file))));
    expect(await readFile(file, 'utf8')).to.equal('20');
  });

  it('is free again after work that failed', async () => {
    const folder = tempFolder();
    const failed = withLock(lockIn(folder), () => Promise.reject(new Error('as planned')));
    expect(await failed.catch((error: unknown) => String(error))).to.match(/as planned/);
    expect(await withLock(lockIn(folder), async () => 'done')).to.equal('done');
  });

  it('leaves one small file, however often it was taken', async () => {
    const folder = tempFolder();
    for (let turn = 0; turn < 5; turn++) await withLock(lockIn(folder), async () => undefined);
    expect(await readdir(folder)).to.have.length(1);
  });

  it('is taken over from a dead holder by one of those who wait', async () => {
    const folder = tempFolder({ count: '0' });
    const file = path.join(folder, 'count');
    const holder = startChild('test/programs/echo.js');
    await holder.next((message) => message.event === 'ready');
    await symlink(await markOf(holder.pid), path.join(folder, 'start.lock.7'));
    let hasHeld = false;
    const waiting = Array.from({ length: 10 }, () =>
      withLock(lockIn(folder), () => {
        hasHeld = true;
        return count(file);
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasHeld).to.equal(false);
    await holder.kill('SIGKILL');
    await Promise.all(waiting);
    expect(await readFile(file, 'utf8')).to.equal('10');
  });

  it('is taken over from a holder of an earlier boot', async () => {
    const folder = tempFolder();
    const [pid, start] = (await markOf(process.pid)).split('@');
    await symlink(`${pid}@${start}@another-boot`, path.join(folder, 'start.lock.1'));
    expect(await withLock(lockIn(folder), async () => 'done')).to.equal('done');
  });

  it('is taken over when another process got the pid of its holder', async () => {
    const folder = tempFolder();
    const [pid, , machine] = (await markOf(process.pid)).split('@');
    await symlink(`${pid}@1@${machine}`, path.join(folder, 'start.lock.1'));
    expect(await withLock(lockIn(folder), async () => 'done')).to.equal('done');
  });

  it('says which file to look at when a living holder does not let go', async () => {
    const folder = tempFolder();
    const waits: string[] = [];
    const impatient = { ...lockIn(folder), waitMs: 50, onWait: () => waits.push('waited') };
    await withLock(lockIn(folder), async () => {
      const error = await rejection(withLock(impatient, async () => undefined));
      expect(error.code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      expect(error.message).to.contain(path.join(folder, 'start.lock.1'));
    });
    expect(waits).to.deep.equal(['waited']);
  });
});

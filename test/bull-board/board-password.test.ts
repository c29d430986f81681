/** The file that keeps the board's password. */

import { expect } from 'chai';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { boardPassword } from '../../bull-board/board-password.ts';
import { rejection } from '../support/rejection.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FILE = 'board-password';

const messageOf = async (made: Promise<unknown>): Promise<string> => (await rejection(made)).message;

describe('boardPassword', () => {
  it('takes the configured one and writes no file', async () => {
    const folder = tempFolder();
    expect(await boardPassword('configured', folder)).to.deep.equal({ value: 'configured', source: 'settings' });
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('makes one that only its owner can read, whatever the umask', async () => {
    const folder = tempFolder();
    const umask = process.umask(0);
    try {
      const made = await boardPassword(undefined, folder);
      expect(made.value).to.match(/^[A-Za-z0-9_-]{24}$/);
      expect((await stat(path.join(folder, FILE))).mode & 0o777).to.equal(0o600);
      expect(await readdir(folder)).to.deep.equal([FILE]);
    } finally {
      process.umask(umask);
    }
  });

  it('keeps it from start to start', async () => {
    const folder = tempFolder();
    const first = await boardPassword(undefined, folder);
    const second = await boardPassword(undefined, folder);
    expect(second).to.deep.equal({ ...first, source: 'file' });
  });

  it('gives one password to many starts at once, and says created to one', async () => {
    const folder = tempFolder();
    const made = await Promise.all(Array.from({ length: 20 }, () => boardPassword(undefined, folder)));
    expect(new Set(made.map(({ value }) => value)).size).to.equal(1);
    expect(made.filter(({ source }) => source === 'created')).to.have.length(1);
  });

  for (const mode of [0o644, 0o640, 0o602]) {
    it(`refuses a file of mode ${mode.toString(8)}, and says what to do`, async () => {
      const folder = tempFolder();
      await boardPassword(undefined, folder);
      const file = path.join(folder, FILE);
      await chmod(file, mode);
      const message = await messageOf(boardPassword(undefined, folder));
      expect(message).to.equal(
        `invalid configuration: boardPassword: expected ${file} readable by its owner only (chmod 600), ` +
          `got mode 0${mode.toString(8)}`,
      );
    });
  }

  it('refuses a file without a password, and leaves it as it is', async () => {
    const folder = tempFolder();
    await writeFile(path.join(folder, FILE), '\n', { mode: 0o600 });
    expect(await messageOf(boardPassword(undefined, folder))).to.include('at least 8 characters in');
    expect(await readFile(path.join(folder, FILE), 'utf8')).to.equal('\n');
  });

  it('refuses what is no file', async () => {
    const folder = tempFolder();
    await mkdir(path.join(folder, FILE), { mode: 0o700 });
    expect(await messageOf(boardPassword(undefined, folder))).to.include('to be a file');
  });
});

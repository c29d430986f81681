/** The board's password: as configured, else from its file, which is made at the first start. */

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigInvalidError } from '../src/errors.ts';

export interface BoardPassword {
  value: string;
  /** `created`: made just now; `file`: made at an earlier start. */
  source: 'settings' | 'file' | 'created';
  /** The file that keeps it, unless it was configured. */
  file?: string;
}

const MIN_LENGTH = 8;

/** Bits of permission that let others than the owner at a file. */
const OTHERS = 0o077;

/**
 * The configured password, or the one in `<dataDir>/board-password` (mode 0600), made if it is not there.
 * @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) when others may read the file, or nobody, or it holds no password.
 */
export async function boardPassword(configured: string | undefined, dataDir: string): Promise<BoardPassword> {
  if (configured !== undefined) return { value: configured, source: 'settings' };
  const file = path.join(dataDir, 'board-password');
  const kept = await readPassword(file);
  if (kept !== undefined) return { value: kept, source: 'file', file };
  const isMine = await createPassword(file);
  const value = await readPassword(file);
  if (value === undefined) throw invalid(`${file} to stay where it is`, 'it vanished');
  return { value, source: isMine ? 'created' : 'file', file };
}

async function readPassword(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw invalid(`${file} to be readable by this user`, error.code ?? error.message);
  });
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    const mode = stat.mode & 0o777;
    if (!stat.isFile()) throw invalid(`${file} to be a file`, 'something else');
    if ((mode & OTHERS) !== 0) throw invalid(`${file} readable by its owner only (chmod 600)`, octal(mode));
    const value = (await handle.readFile('utf8')).trim();
    if (value.length < MIN_LENGTH) throw invalid(`at least ${MIN_LENGTH} characters in ${file}`, `${value.length}`);
    return value;
  } finally {
    await handle.close();
  }
}

/** Puts the whole file in place at once, so that of two boards that start together one wins and both read the same. */
async function createPassword(file: string): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

const octal = (mode: number): string => `mode ${mode.toString(8).padStart(4, '0')}`;

const invalid = (expected: string, received: string): ConfigInvalidError =>
  new ConfigInvalidError([{ field: 'boardPassword', expected, received }]);

/** A lock between the processes of one machine, kept in a folder, which a holder that died does not keep. */

import { mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisUnavailableError } from '../errors.ts';
import { isRunning, markOf } from './process-mark.ts';

const POLL_MS = 25;
const FREE = 'free';

export interface LockOptions {
  /** The folder that the lock is kept in; made when it is missing. */
  folder: string;
  name: string;
  /** Longest time to wait for a holder that lives, in ms. */
  waitMs: number;
  /** Called once, when somebody else holds the lock. */
  onWait?: () => void;
}

/**
 * Runs `task` while holding the lock.
 *
 * The lock is a row of symbolic links `name.1`, `name.2`, …, each made in one atomic step and pointing at its holder;
 * only the last one counts. To take over from a dead holder is to make the next link, which only one process can. With
 * a single lock file, two that found the same dead holder could each remove the other's fresh lock.
 * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) when a living holder keeps it for longer than `waitMs`.
 */
export async function withLock<T>(options: LockOptions, task: () => Promise<T>): Promise<T> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const turn = await acquire(options);
  try {
    return await task();
  } finally {
    await addLink(options, turn + 1, FREE);
    await removeLinksBelow(options, turn + 1);
  }
}

async function acquire(options: LockOptions): Promise<number> {
  const deadlineMs = performance.now() + options.waitMs;
  let hasWaited = false;
  for (;;) {
    const last = (await turnsOf(options)).at(-1) ?? 0;
    if (await isFree(options, last)) {
      const turn = await tryTurn(options, last + 1);
      if (turn !== undefined) return turn;
      continue;
    }
    if (!hasWaited) options.onWait?.();
    hasWaited = true;
    if (performance.now() > deadlineMs) throw stuckError(options, last);
    await delay(POLL_MS);
  }
}

/** Takes a turn unless another process was first, or a later turn exists: the row was read too long ago. */
async function tryTurn(options: LockOptions, turn: number): Promise<number | undefined> {
  if (!(await addLink(options, turn, await markOf(process.pid)))) return undefined;
  if ((await turnsOf(options)).at(-1) === turn) {
    await removeLinksBelow(options, turn);
    return turn;
  }
  await rm(linkOf(options, turn), { force: true });
  return undefined;
}

async function isFree(options: LockOptions, turn: number): Promise<boolean> {
  if (turn === 0) return true;
  const holder = await readlink(linkOf(options, turn)).catch(() => undefined);
  return holder !== undefined && (holder === FREE || !(await isRunning(holder)));
}

async function addLink(options: LockOptions, turn: number, holder: string): Promise<boolean> {
  try {
    await symlink(holder, linkOf(options, turn));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The turns in the row, ascending. The last one is never removed, so that numbers are not used again. */
async function turnsOf({ folder, name }: LockOptions): Promise<number[]> {
  const links = (await readdir(folder)).filter((file) => file.startsWith(`${name}.`));
  return links.map((file) => Number(file.slice(name.length + 1))).toSorted((a, b) => a - b);
}

async function removeLinksBelow(options: LockOptions, turn: number): Promise<void> {
  const old = (await turnsOf(options)).filter((candidate) => candidate < turn);
  await Promise.all(old.map((candidate) => rm(linkOf(options, candidate), { force: true })));
}

function linkOf({ folder, name }: LockOptions, turn: number): string {
  return path.join(folder, `${name}.${turn}`);
}

function stuckError(options: LockOptions, turn: number): RedisUnavailableError {
  const file = linkOf(options, turn);
  return new RedisUnavailableError(
    `another Mirin holds ${file} since ${options.waitMs} ms; end it, or remove the file when none runs`,
  );
}

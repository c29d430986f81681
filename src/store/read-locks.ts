/** Reads which named locks are held, by whom, and how many wait for them. */

import {
  type Fence,
  fenceSchema,
  type LockName,
  lockNameSchema,
  type ProcessId,
  processIdSchema,
} from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { leaseName } from '../transitions/lease-subject.ts';
import { parseRequest } from '../validation.ts';
import { corrupt } from './corrupt.ts';
import { HashFields } from './hash-fields.ts';
import { type PageOptions, pageSchema } from './page.ts';
import { present } from './present.ts';
import { type Read, readTogether } from './read-together.ts';
import { pageOfRecords } from './sorted-set-page.ts';

/** A lock that somebody holds. */
export interface LockInfo {
  lock: string;
  holder: ProcessId;
  host?: string;
  fence: Fence;
  sinceMs: number;
  /** Its deadline; heartbeats move it on. */
  expiresAtMs: number;
  /** How many wait in the line. */
  waiting: number;
}

export interface LockPage {
  locks: LockInfo[];
  /** The cursor of the next page; null after the last one. */
  next: string | null;
}

/** Locks that are held, longest held first, a page at a time. */
export async function listLocks(store: ProjectStore, options: PageOptions = {}): Promise<LockPage> {
  const page = parseRequest(pageSchema, options, 'options');
  const key = store.keys.own.locks;
  const { records, next } = await pageOfRecords(store, { key, order: 'rising' }, page, (entries) =>
    readLocks(
      store,
      entries.map(({ member }) => lockNameIn(key, member)),
    ),
  );
  return { locks: records, next };
}

/** One lock; null while nobody holds it. */
export async function getLock(store: ProjectStore, lock: string): Promise<LockInfo | null> {
  const [info] = await readLocks(store, [parseRequest(lockNameSchema, lock, 'lock')]);
  return info ?? null;
}

async function readLocks(store: ProjectStore, locks: readonly LockName[]): Promise<(LockInfo | undefined)[]> {
  const replies = await readTogether(
    store,
    locks.flatMap((lock) => readsOf(store, lock)),
    'reading locks',
  );
  return locks.map((lock, place) => {
    const [hash, deadline, waiting] = replies.slice(place * 3, place * 3 + 3);
    const fields = new HashFields(store.keys.lock(lock).lock, hash as Record<string, string>);
    if (fields.text('status') !== 'held') return undefined;
    return present({
      lock,
      holder: fields.requiredValue('processId', processIdSchema, 'a process id'),
      host: fields.text('host'),
      fence: fields.requiredValue('fence', fenceSchema, 'a fence'),
      sinceMs: fields.requiredCount('since'),
      expiresAtMs: Number(deadline ?? 0),
      waiting: Number(waiting),
    });
  });
}

function readsOf({ keys }: ProjectStore, lock: LockName): Read[] {
  const names = keys.lock(lock);
  return [
    ['hgetall', names.lock],
    ['zscore', keys.own.leases, leaseName({ lock })],
    ['zcard', names.lock_line],
  ];
}

function lockNameIn(key: string, member: string): LockName {
  const parsed = lockNameSchema.safeParse(member);
  if (!parsed.success) throw corrupt(`key ${key}`, 'names of locks', member);
  return parsed.data;
}

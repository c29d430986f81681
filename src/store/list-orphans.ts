/** Lists the orphans: issues whose lease ran out or whose holder is not alive, earliest deadline first. */

import type { RepairCause } from '../../queues/follow-ups.ts';
import { type Fence, fenceSchema, type ProcessId, processIdSchema } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { HashFields } from './hash-fields.ts';
import { type Entry, type PageOptions, pageSchema } from './page.ts';
import { readTogether } from './read-together.ts';
import { redisTimeMs } from './redis-time.ts';
import { pageOfRecords } from './sorted-set-page.ts';

/** What a repair of it would be asked with. */
export interface OrphanRecord {
  issue: number;
  holder: ProcessId;
  fence: Fence;
  deadlineMs: number;
  /** Time since the deadline in ms; 0 where it has not passed. */
  expiredForMs: number;
  /** `dead`: its holder is not alive any more · `expired`: only the deadline passed. */
  cause: RepairCause;
}

export interface OrphanPage {
  orphans: OrphanRecord[];
  /** The cursor of the next page; null after the last one. */
  next: string | null;
}

/**
 * One page. A hint, never a licence: an orphan's holder may beat a moment later, and its repair decides anew. Looks at
 * leases before their deadline too, since a holder that died of one lease leaves the others behind.
 */
export async function listOrphans(store: ProjectStore, options: PageOptions = {}): Promise<OrphanPage> {
  const page = parseRequest(pageSchema, options, 'options');
  const leases = { key: store.keys.own.leases, order: 'rising' } as const;
  const { records, next } = await pageOfRecords(store, leases, page, (entries) => orphansAmong(store, entries));
  return { orphans: records, next };
}

async function orphansAmong(store: ProjectStore, entries: readonly Entry[]): Promise<(OrphanRecord | undefined)[]> {
  const nowMs = await redisTimeMs(store);
  const leases = await readLeases(store, entries);
  const holders = [...new Set(leases.flatMap((lease) => lease?.holder ?? []))];
  const states = await readTogether(
    store,
    holders.map((holder) => ['hget', store.keys.process(holder).process, 'status']),
    'reading holders',
  );
  const isAlive = new Map(holders.map((holder, index) => [holder, states[index] === 'alive']));
  return leases.map((lease) => {
    if (lease === undefined) return undefined;
    const cause = isAlive.get(lease.holder) === true ? 'expired' : 'dead';
    if (cause === 'expired' && lease.deadlineMs > nowMs) return undefined;
    return { ...lease, expiredForMs: Math.max(0, nowMs - lease.deadlineMs), cause };
  });
}

type Lease = Pick<OrphanRecord, 'issue' | 'holder' | 'fence' | 'deadlineMs'>;

/** The leases behind the entries; undefined for locks, and for what ended since the entries were read. */
async function readLeases(store: ProjectStore, entries: readonly Entry[]): Promise<(Lease | undefined)[]> {
  const keys = entries.map(({ member }) => store.keys.issue(Number(member)).issue);
  const replies = await readTogether(
    store,
    keys.map((key) => ['hmget', key, 'status', 'processId', 'fence']),
    'reading leases',
  );
  return entries.map(({ member, score }, index) => {
    const [status, processId, fence] = replies[index] as (string | null)[];
    if (status !== 'processing') return undefined;
    const fields = new HashFields(keys[index] ?? '', { processId: processId ?? '', fence: fence ?? '' });
    return {
      issue: Number(member),
      holder: fields.requiredValue('processId', processIdSchema, 'a process id'),
      fence: fields.requiredValue('fence', fenceSchema, 'a fence'),
      deadlineMs: score,
    };
  });
}

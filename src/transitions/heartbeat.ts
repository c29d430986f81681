/** Says that a process lives and renews the leases that it names. */

import type { ProcessId } from '../../queues/values.ts';
import { BugError } from '../errors.ts';
import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { leaseName, type NumberedLease, subjectKey } from './lease-subject.ts';

const script = defineScript(new URL('./heartbeat.lua', import.meta.url));

/** At most so many leases in one beat: a script must not hold Redis up. */
export const MOST_LEASES_PER_BEAT = 500;

export type NamedLease = NumberedLease & {
  /** JSON text for the next holder of the issue; undefined = as before. */
  checkpoint?: string | undefined;
};

export interface Beat {
  processId: ProcessId;
  ttlMs: number;
  leases: readonly NamedLease[];
  rssBytes: number;
  /** Share of one core since the last beat, in percent. */
  cpuPercent: number;
  /** Issues whose holder has left no checkpoint for longer than its progress deadline. */
  stuck?: readonly number[];
  /** Orders that were carried out, by id; they are not sent again. */
  acknowledged: readonly string[];
}

/** `behind`: Redis lost what it knew of the lease; it can be restored. */
export type LeaseVerdict = 'renewed' | 'lost' | 'behind';

export type BeatReply =
  | { process: 'alive'; atMs: number; verdicts: LeaseVerdict[]; held: number[]; orders: Map<string, string> }
  /** The id is dead or over: register anew; every lease is lost. */
  | { process: 'ended' }
  /** Redis does not know the process: register it again under the same id. */
  | { process: 'unknown' };

/** Sends one beat. `held` lists all issues that the process holds, unless those are just what was renewed. */
export async function heartbeat(store: ProjectStore, beat: Beat): Promise<BeatReply> {
  if (beat.leases.length > MOST_LEASES_PER_BEAT) throw new BugError(`a beat of ${beat.leases.length} leases`);
  const { keys } = store;
  const reply = await script.run(
    store.redis,
    {
      ...keys.own,
      ...keys.process(beat.processId),
      named_leases: beat.leases.map((lease) => subjectKey(keys, lease)),
    },
    {
      ...clockArgs(store),
      process_id: beat.processId,
      ttl_ms: beat.ttlMs,
      rss_bytes: beat.rssBytes,
      cpu_percent: Math.round(beat.cpuPercent),
      stuck: (beat.stuck ?? []).join(' '),
      acknowledged: beat.acknowledged.join(' '),
      named: beat.leases.flatMap((lease) => [leaseName(lease), lease.fence, lease.checkpoint ?? '']),
    },
  );
  return decode(reply);
}

function decode(reply: unknown): BeatReply {
  const [process, at, verdicts = [], held = [], orders = []] = reply as Partial<
    [string, string, string[], string[], string[]]
  >;
  if (process === 'ended' || process === 'unknown') return { process };
  return {
    process: 'alive',
    atMs: Number(at),
    verdicts: verdicts as LeaseVerdict[],
    held: held.map(Number),
    orders: pairs(orders),
  };
}

function pairs(flat: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2) map.set(flat[index] ?? '', flat[index + 1] ?? '');
  return map;
}

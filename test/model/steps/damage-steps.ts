/** Damage: an index is wrong in an entry, and rebuilding puts it right from the hashes alone. */

import * as fc from 'fast-check';
import { STATUSES } from '../../../queues/values.ts';
import { lockIn } from '../../../src/transitions/lease-subject.ts';
import { verifyIndexes } from '../../../src/verify/verify-indexes.ts';
import { valuesOf } from '../projection.ts';
import type { Session } from '../session.ts';
import * as gaps from '../spec/gaps.ts';
import { heldBy, type World } from '../spec/world.ts';
import { Step } from './step.ts';

interface Index {
  name: string;
  type: 'set' | 'sorted set';
  /** A member that it has only by mistake. */
  stray: string;
  /** Whether the times in it follow from the hashes, too. */
  isExact?: boolean;
}

const INDEXES: Index[] = [
  ...['issues', ...STATUSES.map((status) => `issues:${status}`)].map(
    (name): Index => ({
      name,
      type: 'sorted set',
      stray: '99',
      isExact: true,
    }),
  ),
  { name: 'processing_issues', type: 'set', stray: '99' },
  { name: 'processed_issues', type: 'set', stray: '99' },
  { name: 'leases', type: 'sorted set', stray: '99' },
  { name: 'locks', type: 'sorted set', stray: 'ghost', isExact: true },
  { name: 'processes', type: 'sorted set', stray: 'ghost~00000001', isExact: true },
  { name: 'machine:machine-1', type: 'set', stray: 'far~00000001' },
  { name: 'tasks:wanted', type: 'sorted set', stray: 'issue-99' },
  { name: 'running_tasks', type: 'set', stray: 'issue-99' },
];

type Damage = 'lost' | 'stray' | 'late';

/** Which entry is to be damaged; undefined where there is none. */
function victimOf(world: World, index: Index, what: Damage, at: number): string | undefined {
  if (what === 'stray') return index.stray;
  if (what === 'late' && index.isExact !== true) return undefined;
  const entries = valuesOf(world)[index.name] ?? {};
  return (Array.isArray(entries) ? (entries as string[]) : Object.keys(entries)).at(at);
}

async function damage({ store, project }: Session, index: Index, what: Damage, victim: string): Promise<void> {
  const key = project.key(index.name);
  const { redis } = store;
  if (what === 'lost') await (index.type === 'set' ? redis.srem(key, victim) : redis.zrem(key, victim));
  else await (index.type === 'set' ? redis.sadd(key, victim) : redis.zadd(key, 1, victim));
}

/** What is there after the rebuilding, and whether there was a fault: all but a few times follows from the hashes. */
function rebuild(session: Session, index: Index, what: Damage, victim: string): { hasFaults: boolean } {
  const { world } = session;
  // What looks at processes takes no time; but a stray issue or task makes one be looked at.
  if (/^(processes|machine)/.test(index.name)) session.noteLook();
  else gaps.tick(world);
  return { hasFaults: what !== 'lost' || makeUp(world, index.name, victim) };
}

/** A time that stood nowhere else counts from now. One that is dead and holds nothing need not be on a machine's list. */
function makeUp(world: World, index: string, victim: string): boolean {
  const { nowMs, issues, tasks, participants, locks } = world;
  const lock = lockIn(victim);
  const lease = lock === undefined ? issues.get(Number(victim))?.lease : locks.get(lock)?.lease;
  if (index === 'leases' && lease !== undefined) lease.deadlineMs = nowMs + lease.ttlMs;
  const task = tasks.get(Number(victim.replace('issue-', '')));
  if (index === 'tasks:wanted' && task !== undefined) task.wantedSinceMs = nowMs;
  const participant = participants.get(victim);
  const isOver = participant?.status !== 'alive' && heldBy(world, victim).length === 0;
  if (!index.startsWith('machine') || participant === undefined || !isOver) return true;
  participant.isProbed = false;
  return false;
}

const damages = fc.record({
  index: fc.constantFrom(...INDEXES),
  what: fc.constantFrom<Damage>('lost', 'stray', 'late'),
  at: fc.nat({ max: 2 }),
});

export const damageSteps = damages.map(
  ({ index, what, at }) =>
    new Step(`an entry of ${index.name} is ${what}, and the indexes are rebuilt`, async (session) => {
      const victim = victimOf(session.world, index, what, at);
      if (victim === undefined) return;
      await damage(session, index, what, victim);
      await session.same({
        name: 'verify',
        asked: `${victim} ${what} in ${index.name}`,
        spec: () => rebuild(session, index, what, victim),
        real: async (store) => ({ hasFaults: (await verifyIndexes(store, { rebuild: true })).faults.length > 0 }),
        kind: () => what,
      });
    }),
);

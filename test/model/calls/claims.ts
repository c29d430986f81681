/** Claims of waiting tasks, and how a task comes to wait. */

import type { ProcessId } from '../../../queues/values.ts';
import { claimTask, type Claim } from '../../../src/transitions/claim-task.ts';
import { TTL_MS } from '../../support/driven-project.ts';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import { claimTask as claimSpec } from '../spec/checkouts.ts';
import { taskIdOf, wantTask } from '../spec/tasks.ts';
import { issueOf } from '../spec/world.ts';

/** As whoever enqueues a task will do it: it waits, and is wanted. One that runs is left alone. */
export async function enqueue(session: Session, issue: number): Promise<void> {
  const { world, store } = session;
  if (world.tasks.get(issue)?.state === 'running') return;
  const { run } = wantTask(world, issueOf(world, issue));
  const { type = '', priority = '' } = world.tasks.get(issue) ?? {};
  const id = taskIdOf(issue);
  await store.redis.hset(store.keys.task(id), { id, issue, state: 'waiting', run, type, priority });
  await store.redis.zadd(store.keys.own.tasks_wanted, world.nowMs, id);
  session.note(`enqueued #${issue}, run ${run}`);
}

/** A claim by the ticket of the task's present run, or of the one before. */
export function claimOf(
  { world }: Session,
  notes: Notes,
  issue: number,
  processId: ProcessId,
  { isOld = false, ttlMs = TTL_MS } = {},
): Claim {
  const run = (world.tasks.get(issue)?.run ?? 1) - (isOld ? 1 : 0);
  const ticket = { v: 1, kind: 'ticket', taskId: taskIdOf(issue), run, issue } as const;
  return { ticket, processId, requestId: notes.newRequestId(), ttlMs };
}

export async function claim(session: Session, notes: Notes, claim: Claim): Promise<void> {
  const { rules } = session.project;
  notes.claims.push(claim);
  await session.same({
    name: 'claim-task',
    asked: claim,
    spec: (world) => claimSpec(world, claim, rules),
    real: (store) => claimTask(store, claim, rules),
    kind: ({ outcome }) => outcome,
  });
}

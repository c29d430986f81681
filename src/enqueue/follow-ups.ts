/** What a transition leads to, as values; and the one place that turns them into jobs. */

import { Job, type Queue } from '../redis/bullmq.ts';
import { PAYLOAD_VERSION } from '../../queues/requests.ts';
import type {
  IntakeLookJob,
  IntakeSweepJob,
  LabelSyncJob,
  OperatorLabelJob,
  OrphanRepairJob,
  ProjectSweepJob,
  RepairCommentJob,
  Ticket,
} from '../../queues/follow-ups.ts';
import { ticketJobPriority, prioritySchema } from '../../queues/priorities.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { WantedTask } from '../transitions/wanted-task.ts';
import type { ProjectQueues, SharedQueues } from './open-queues.ts';

export type FollowUp =
  | { kind: 'label-sync'; issue: number; because: LabelSyncCause }
  | { kind: 'repair-comment'; issue: number }
  | { kind: 'operator-label'; issue: number }
  | { kind: 'project-sweep' }
  | { kind: 'intake-sweep' }
  | { kind: 'intake-look'; issue: number; comment?: number }
  | { kind: 'orphan-repair'; orphan: OrphanToRepair }
  | { kind: 'ticket'; wanted: WantedTask; isRepaired: boolean }
  | { kind: 'drop-ticket'; ticketId: string };

/** The state changed · somebody asked for it and waits · the scan found that it is still due. */
export type LabelSyncCause = 'changed' | 'asked' | 'due';

export type OrphanToRepair = Omit<OrphanRepairJob, 'v' | 'kind' | 'project'>;

export interface FollowUpTarget {
  store: ProjectStore;
  project: ProjectQueues;
  shared: SharedQueues;
}

/** What follows a change of an issue's state: its labels, and a ticket where its task waits again. */
export function afterChange(issue: number, wanted?: WantedTask): FollowUp[] {
  const ticket: FollowUp[] = wanted === undefined ? [] : [{ kind: 'ticket', wanted, isRepaired: true }];
  return [{ kind: 'label-sync', issue, because: 'changed' }, ...ticket];
}

/** Time after which a ticket that nobody drew is looked after again. */
export const TICKET_NUDGE_MS = 60_000;

/** Enqueues every follow-up. Each is repeatable: the scan finds again whatever gets lost here. */
export async function enqueueFollowUps(target: FollowUpTarget, followUps: readonly FollowUp[]): Promise<void> {
  try {
    await Promise.all(followUps.map((followUp) => enqueue(target, followUp)));
  } catch (error) {
    throw toRedisFault(error, 'enqueueing follow-ups');
  }
}

async function enqueue(target: FollowUpTarget, followUp: FollowUp): Promise<void> {
  switch (followUp.kind) {
    case 'label-sync':
      return syncLabels(target, followUp);
    case 'repair-comment':
      return addRepairComment(target, followUp.issue);
    case 'operator-label':
      return seeToOperatorLabel(target, followUp.issue);
    case 'project-sweep':
      return sweepProject(target);
    case 'intake-sweep':
      await addIntakeSweep(target);
      return undefined;
    case 'intake-look':
      return addIntakeLook(target, followUp);
    case 'orphan-repair':
      await addOrphanRepair(target, followUp.orphan);
      return undefined;
    case 'ticket':
      return issueTicket(target, followUp.wanted, followUp.isRepaired);
    case 'drop-ticket':
      return dropTicket(target, followUp.ticketId);
  }
}

/**
 * While a pass of the issue waits or runs, another is not added: the one reads the newest state. A pass that is put off
 * gives way to a new state's; only what is merely due waits for it. One that was asked for comes beside a pass under way,
 * which may have read before; passes know of each other.
 */
async function syncLabels(
  target: FollowUpTarget,
  { issue, because }: Extract<FollowUp, { kind: 'label-sync' }>,
): Promise<void> {
  const project = target.store.keys.project;
  const job: LabelSyncJob = { v: PAYLOAD_VERSION, kind: 'label-sync', project, issue };
  const id = because === 'asked' ? `${project}#${issue}#asked` : `${project}#${issue}`;
  await target.shared.labels.add(job.kind, job, { deduplication: { id, replace: because !== 'due' } });
}

/** While one of the issue waits or runs, another is not added; what that one does not see any more the scan finds. */
async function addRepairComment({ store, shared }: FollowUpTarget, issue: number): Promise<void> {
  const { project } = store.keys;
  const job: RepairCommentJob = { v: PAYLOAD_VERSION, kind: 'repair-comment', project, issue };
  await shared.labels.add(job.kind, job, { deduplication: { id: `${project}#${issue}#comment` } });
}

/** While one of the issue waits or runs, another is not added; a label that comes during the last look is found by the scan. */
async function seeToOperatorLabel({ store, shared }: FollowUpTarget, issue: number): Promise<void> {
  const { project } = store.keys;
  const job: OperatorLabelJob = { v: PAYLOAD_VERSION, kind: 'operator-label', project, issue };
  await shared.labels.add(job.kind, job, { deduplication: { id: `${project}#${issue}#asked-by-label` } });
}

/** While a project's sweep waits or runs, another is not added. */
async function sweepProject({ store, shared }: FollowUpTarget): Promise<void> {
  const { project } = store.keys;
  const job: ProjectSweepJob = { v: PAYLOAD_VERSION, kind: 'project-sweep', project };
  await shared.labels.add(job.kind, job, { deduplication: { id: `${project}#sweep` } });
}

/** While one of the project waits or runs, another is not added; the id of the one that is there then. */
export async function addIntakeSweep({ store, shared }: Pick<FollowUpTarget, 'store' | 'shared'>): Promise<string> {
  const { project } = store.keys;
  const job: IntakeSweepJob = { v: PAYLOAD_VERSION, kind: 'intake-sweep', project };
  const { id = '' } = await shared.labels.add(job.kind, job, { deduplication: { id: `${project}#intake` } });
  return id;
}

/** One for each delivery: what one under way has looked at may have changed since. */
async function addIntakeLook(
  { store, shared }: FollowUpTarget,
  { issue, comment }: Extract<FollowUp, { kind: 'intake-look' }>,
): Promise<void> {
  const { project } = store.keys;
  const about = comment === undefined ? { issue } : { issue, comment };
  const job: IntakeLookJob = { v: PAYLOAD_VERSION, kind: 'intake-look', project, ...about };
  await shared.labels.add(job.kind, job);
}

/** Returns the id of the job, or of the one that waits for the same already. */
export async function addOrphanRepair(
  { store, shared }: Pick<FollowUpTarget, 'store' | 'shared'>,
  orphan: OrphanToRepair,
): Promise<string> {
  const { project } = store.keys;
  const job: OrphanRepairJob = { v: PAYLOAD_VERSION, kind: 'orphan-repair', project, ...orphan };
  const { id = '' } = await shared.orphans.add(job.kind, job, {
    deduplication: { id: `${project}#${job.issue}#${job.fence}#${job.cause}` },
  });
  return id;
}

/** The ticket's id is its task's run, so that adding it again is harmless; the mark waits until it is claimed. */
async function issueTicket(target: FollowUpTarget, wanted: WantedTask, isRepaired: boolean): Promise<void> {
  const { store, project } = target;
  const priority = prioritySchema
    .catch('normal')
    .parse(await store.redis.hget(store.keys.task(wanted.taskId), 'priority'));
  const ticket: Ticket = { v: PAYLOAD_VERSION, kind: 'ticket', ...wanted };
  const jobId = `t-${wanted.taskId}-${wanted.run}`;
  await removeFinished(project.tasks, jobId);
  await project.tasks.add(ticket.kind, ticket, {
    jobId,
    priority: ticketJobPriority(priority, isRepaired),
  });
  const [seconds] = await store.redis.time();
  const lookAgainAtMs = Number(seconds) * 1000 + TICKET_NUDGE_MS;
  await store.redis.zadd(store.keys.own.tasks_wanted, 'XX', 'GT', lookAgainAtMs, wanted.taskId);
}

/** A ticket that failed for good would swallow the one that takes its place. */
async function removeFinished(queue: Queue, jobId: string): Promise<void> {
  const job = await Job.fromId(queue, jobId);
  if (job?.finishedOn !== undefined) await job.remove();
}

async function dropTicket({ project }: FollowUpTarget, ticketId: string): Promise<void> {
  await project.tasks.remove(`t-${ticketId}`);
}

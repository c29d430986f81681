/** One call of every transition on one and the same scene: for what must hold of all of them. */

import type { LockName, ProcessId, RequestId } from '../../queues/values.ts';
import { type AccountStore, accountStore } from '../../src/redis/account-store.ts';
import { abandon } from '../../src/transitions/abandon.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { claimTask } from '../../src/transitions/claim-task.ts';
import { closeComment } from '../../src/transitions/comment-close.ts';
import { carryOut } from '../../src/transitions/carry-out.ts';
import { openComment } from '../../src/transitions/comment-open.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { finishComment } from '../../src/transitions/finish-comment.ts';
import { forgetProcess } from '../../src/transitions/forget-process.ts';
import { retryAccount } from '../../src/transitions/gate-retry.ts';
import { returnSlot } from '../../src/transitions/gate-return.ts';
import { takeSlot } from '../../src/transitions/gate-take.ts';
import { importIssue } from '../../src/transitions/import-issue.ts';
import { noteCandidate } from '../../src/transitions/intake-note.ts';
import { takeCandidate } from '../../src/transitions/intake-take.ts';
import { closeLabelPass } from '../../src/transitions/label-close.ts';
import { openLabelPass } from '../../src/transitions/label-open.ts';
import { listExpired } from '../../src/transitions/list-expired.ts';
import { acquireLock } from '../../src/transitions/lock-acquire.ts';
import { freeLock, type SeenLock } from '../../src/transitions/lock-free.ts';
import { leaveLock } from '../../src/transitions/lock-leave.ts';
import { releaseLock } from '../../src/transitions/lock-release.ts';
import { restoreLock } from '../../src/transitions/lock-restore.ts';
import { markDirty } from '../../src/transitions/mark-dirty.ts';
import { markComments } from '../../src/transitions/mark-comments.ts';
import { markProcessed } from '../../src/transitions/mark-processed.ts';
import { noteCorrection } from '../../src/transitions/note-correction.ts';
import { noteDrift } from '../../src/transitions/note-drift.ts';
import { noteUnresponsive } from '../../src/transitions/note-unresponsive.ts';
import { orderProcess } from '../../src/transitions/order-process.ts';
import { releaseQuarantine } from '../../src/transitions/quarantine-release.ts';
import { reindexIssue } from '../../src/transitions/reindex-issue.ts';
import { reindexHoldings } from '../../src/transitions/reindex-holdings.ts';
import { reindexLock } from '../../src/transitions/reindex-lock.ts';
import { reindexProcess } from '../../src/transitions/reindex-process.ts';
import { reindexTask } from '../../src/transitions/reindex-task.ts';
import { release } from '../../src/transitions/release.ts';
import { reset } from '../../src/transitions/reset.ts';
import { restore } from '../../src/transitions/restore.ts';
import { settle } from '../../src/transitions/settle.ts';
import { takeRecheck } from '../../src/transitions/take-recheck.ts';
import { takeDelivery } from '../../src/transitions/take-delivery.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, type HeldLease, type TransitionProject } from '../support/transition-fixture.ts';

/**
 * What each call finds: a process, issue 1 and a lock that it holds, issue 2 that it handed back, issue 3 with a waiting task,
 * issue 8 as a candidate; and an account at GitHub that has a request under way.
 */
export interface Scene {
  project: TransitionProject;
  account: AccountStore;
  bot: ProcessId;
  lease: HeldLease;
  lock: Omit<SeenLock, 'holder'>;
}

const MACHINE = 'boot1-ns1';
const ISSUE_3 = { v: 1, kind: 'ticket', taskId: 'issue-3', run: 1, issue: 3 } as const;
const ACCOUNT = { id: 'every-transition', host: 'github.test' };
const SLOT = 'under-way';
const FINE = { finding: 'fine', reason: '' } as const;
const NEW_REQUEST = 'request-scene' as RequestId;
const LOCK = 'deploy' as LockName;
const LOCK_REQUEST = {
  lock: LOCK,
  requestId: 'request-lock' as RequestId,
  ttlMs: 20_000,
  deadlineMs: T0 + 5_000,
  isWaiting: true,
};

export async function setScene(project: TransitionProject): Promise<Scene> {
  const bot = await project.driven.register('bot');
  const lease = await project.take(1, bot);
  const done = await project.take(2, bot);
  await project.driven.handBack(2, bot, done.fence, 'error');
  await project.wantTask(3);
  await project.redis.hset(project.keys.own.intake, { limit: 10, attempts: 3 });
  await noteCandidate(project.store, { ...WORK, issue: 8 });
  const account = { ...accountStore(project.redis, ACCOUNT), nowMs: T0 };
  await project.redis.del(keysOfAccount(account));
  await takeSlot(account, 'read', SLOT);
  const fence = await project.driven.takeLock(LOCK, bot);
  const lock = { lock: LOCK, fence, deadlineMs: T0 + TTL_MS };
  return { project, account, bot, lease, lock };
}

/** All that an account has in Redis, what it shares with others included. */
export const keysOfAccount = ({ keys: { id: _id, ...names } }: AccountStore): string[] => Object.values(names);

const LEASE_OF_5 = { ttlMs: 20_000, taskType: 'misc', priority: 'normal' };
const RECORD_OF_6 = { issue: 6, status: 'error', taskType: 'misc', lastUpdateMs: T0, sourceHash: 'aa' } as const;
const WORK = { issue: 7, type: 'misc', priority: 'normal', createdAtMs: T0 } as const;
const PASS = { passId: 'p', version: '1', epoch: '0', wasOpened: false, isAmbiguous: false, isBrokenOff: false };

/** By the name of the script. */
export const EVERY_TRANSITION: Record<string, (scene: Scene) => Promise<unknown>> = {
  abandon: ({ project, lease }) => abandon(project.store, project.checkinRequest(lease)),
  'carry-out': ({ project }) => carryOut(project.store, 1, { verb: 'hold', eventId: 1, by: 'operator' }),
  checkin: ({ project, lease }) => checkin(project.store, project.checkinRequest(lease)),
  checkout: ({ project, bot }) => checkout(project.store, project.checkoutRequest(2, bot), project.rules),
  'claim-task': ({ project, bot }) =>
    claimTask(project.store, { ticket: ISSUE_3, processId: bot, requestId: NEW_REQUEST, ttlMs: 20_000 }, project.rules),
  'comment-close': ({ project, lease }) => closeComment(project.store, 1, lease.fence),
  'comment-open': ({ project, lease }) => openComment(project.store, 1, lease.fence),
  'end-process': ({ project, bot }) => endProcess(project.store, { processId: bot, machineId: MACHINE }, 'ended'),
  'forget-process': ({ project, bot }) =>
    forgetProcess(project.store, { processId: bot, machineId: MACHINE, lastSeen: String(T0) }),
  'finish-comment': ({ project, bot, lock }) =>
    finishComment(project.store, { ...lock, issue: 1, comment: 'IC_1', processId: bot }),
  'gate-retry': ({ account }) => retryAccount(account),
  'gate-return': ({ account }) => returnSlot(account, { kind: 'read', slot: SLOT }, FINE),
  'gate-take': ({ account }) => takeSlot(account, 'pass', 'a-pass'),
  heartbeat: ({ project, bot, lease }) => project.beat(bot, [lease]),
  'import-issue': ({ project }) => importIssue(project.store, RECORD_OF_6),
  'intake-note': ({ project }) => noteCandidate(project.store, WORK),
  'intake-take': ({ project }) => takeCandidate(project.store, { issue: 8 }, 'a worker'),
  'label-close': ({ project }) => closeLabelPass(project.store, 1, PASS),
  'label-open': ({ project }) => openLabelPass(project.store, 1, 'p'),
  'list-expired': ({ project }) => listExpired(project.store, 0, 10),
  'lock-acquire': ({ project, bot }) => acquireLock(project.store, { ...LOCK_REQUEST, processId: bot }, project.rules),
  'lock-free': ({ project, bot, lock }) => freeLock(project.store, { ...lock, holder: bot }, 'dead', 'a worker'),
  'lock-leave': ({ project, bot }) => leaveLock(project.store, { ...LOCK_REQUEST, processId: bot }),
  'lock-release': ({ project, lock }) => releaseLock(project.store, lock.lock, { fence: lock.fence, by: 'operator' }),
  'lock-restore': ({ project, bot, lock }) => restoreLock(project.store, { ...lock, processId: bot, ttlMs: 20_000 }),
  'mark-comments': ({ project }) => markComments(project.store, 1, ['IC_1'], true),
  'mark-dirty': ({ project }) => markDirty(project.store, 1),
  'mark-processed': ({ project }) => markProcessed(project.store, 2, true, 'operator'),
  'note-correction': ({ project }) => noteCorrection(project.store, 1, '1'),
  'note-drift': ({ project }) => noteDrift(project.store, 1),
  'note-unresponsive': ({ project, bot }) => noteUnresponsive(project.store, bot),
  'order-process': ({ project, bot }) => orderProcess(project.store, bot, 'order-1', { kind: 'drain', by: 'operator' }),
  'quarantine-release': ({ project }) => releaseQuarantine(project.store, 2, 'operator'),
  'register-process': ({ project }) => project.driven.register('second', { processId: 'second~abcdefgh' as ProcessId }),
  'reindex-holdings': ({ project, bot }) => reindexHoldings(project.store, bot, [1, 2], true),
  'reindex-issue': ({ project }) => reindexIssue(project.store, 1, true),
  'reindex-lock': ({ project, bot, lock }) => reindexLock(project.store, lock.lock, bot, true),
  'reindex-process': ({ project, bot }) => reindexProcess(project.store, { processId: bot, machineId: MACHINE }, true),
  'reindex-task': ({ project }) => reindexTask(project.store, 'issue-3', true),
  release: ({ project }) => release(project.store, 1, { by: 'operator' }),
  repair: ({ project, lease }) => project.repair(lease, { cause: 'dead' }),
  reset: ({ project }) => reset(project.store, 2, 'operator'),
  restore: ({ project, bot, lease }) =>
    restore(project.store, { ...LEASE_OF_5, issue: 5, fence: lease.fence, processId: bot }),
  settle: ({ project, bot }) => settle(project.store, project.checkoutRequest(2, bot), 'MIRIN_BUG'),
  'take-delivery': ({ project }) => takeDelivery(project.store, { deliveryId: 'd-1', issue: 1, isDrift: true }),
  'take-recheck': ({ project }) => takeRecheck(project.store, 'd-2'),
  tick: ({ project }) => project.tick(),
};

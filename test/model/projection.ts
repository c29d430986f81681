/** What Redis must hold of a world: every key of the project, derived from the specification's plain values. */

import { STATUSES } from '../../queues/values.ts';
import { taskIdOf } from './spec/tasks.ts';
import {
  heldBy,
  type Issue,
  type Lease,
  type Lock,
  locksOf,
  type Participant,
  type PastLease,
  type Waiter,
  type Work,
  type World,
} from './spec/world.ts';

type Texts = Record<string, string | number | bigint | undefined>;
type Fields = Record<string, unknown>;

/** Every key but the streams: without the project's prefix, as `redis-content.ts` reads it. */
export function valuesOf(world: World): Fields {
  const issues = [...world.issues.values()];
  return withoutEmpty({
    fence: world.highestFence === 0n ? undefined : String(world.highestFence),
    clock: clockOf(world),
    'labels:dirty': scores(world.dirtySinceMs),
    'labels:open': scores(world.openPasses),
    leases: scores([...deadlines(world)]),
    'import:ledger': fieldsOf(
      Object.fromEntries([...world.ledger].map(([issue, entry]) => [issue, `${entry.sourceHash} ${entry.version}`])),
    ),
    ...issueIndexes(issues),
    ...Object.fromEntries(issues.map((issue) => [`issue:${issue.number}`, issueHash(world, issue)])),
    ...lockKeys(world),
    ...processKeys(world),
    ...taskKeys(world),
    ...Object.fromEntries([...world.answered].map(([id, { outcome }]) => [`request:${id}`, outcome])),
  });
}

/** The streams, which only grow. */
export function streamsOf({ events, superseded, issues }: World): Fields {
  const histories = [...issues.values()].map(({ number, history }) => [`issue:${number}:history`, history] as const);
  const streams = Object.entries({ events, superseded, ...Object.fromEntries(histories) });
  return withoutEmpty(Object.fromEntries(streams.map(([name, entries]) => [name, entries.map(fieldsOf)])));
}

/** As in Redis: what is empty is not there. */
function withoutEmpty(values: Fields): Fields {
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** Fields as text; one that says nothing is not there. */
function fieldsOf(values: Texts): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

const scores = (entries: Iterable<readonly [string | number, number]>): Record<string, string> =>
  fieldsOf(Object.fromEntries(entries));

const members = (values: readonly (string | number)[]): string[] => values.map(String).toSorted();

function clockOf({ clock }: World): Fields | undefined {
  const { id, tickMs, runId, restartedMs, gaps, isBraked, brakedMs } = clock;
  return tickMs === undefined ? undefined : { id, tickMs, runId, restartedMs, gaps, isBraked, brakedMs };
}

function issueIndexes(issues: readonly Issue[]): Fields {
  const known = issues.filter(({ work }) => work.status !== undefined);
  const byUpdate = (some: readonly Issue[]) =>
    scores(some.map(({ number, updatedMs }) => [number, updatedMs] as const));
  const held = known.filter(({ work }) => work.status === 'processing');
  return {
    issues: byUpdate(known),
    ...Object.fromEntries(
      STATUSES.map((status) => [`issues:${status}`, byUpdate(known.filter(({ work }) => work.status === status))]),
    ),
    processing_issues: members(held.map(({ number }) => number)),
    processed_issues: members(issues.filter(({ isProcessed }) => isProcessed).map(({ number }) => number)),
  };
}

function issueHash({ participants }: World, issue: Issue): Fields {
  const { work, lease, deaths, mustRunAlone, isProcessed, labelEpoch, labelsShowVersion, labelUnansweredMs } = issue;
  const texts = fieldsOf({
    ...workFields(work),
    ...(work.status !== undefined && statusFields(issue)),
    fence: issue.fence,
    ...(lease !== undefined && leaseFields(lease, participants.get(lease.holder))),
    orphanings: deaths.map(({ atMs, isShared }) => `${atMs}${isShared ? '+' : ''}`).join(','),
    runAlone: mustRunAlone ? 1 : undefined,
    processed: isProcessed === undefined ? undefined : Number(isProcessed),
    ...(issue.previous !== undefined && previousFields(issue.previous)),
    labelEpoch,
    labelVersion: labelsShowVersion,
    labelUnanswered: labelUnansweredMs,
  });
  return { ...texts, ...(lease?.before !== undefined && { before: fieldsOf(workFields(lease.before)) }) };
}

const statusFields = ({ version, updatedMs }: Issue): Texts => ({ version, lastUpdate: updatedMs });

const leaseFields = ({ holder, ttlMs, granted }: Lease, participant: Participant | undefined): Texts => ({
  processId: holder,
  pid: participant?.pid,
  host: participant?.host,
  leaseTtlMs: ttlMs,
  requestId: granted?.requestId,
  grantedUntil: granted?.untilMs,
});

const previousFields = ({ holder, fence, ended, endedMs, checkpoint }: PastLease): Texts => ({
  prevProcessId: holder,
  prevFence: fence,
  prevEnded: ended,
  prevEndedAt: endedMs,
  prevCheckpoint: checkpoint,
});

const workFields = (work: Work): Texts => ({
  status: work.status,
  checkedOutBy: work.checkedOutBy,
  taskType: work.taskType,
  priority: work.priority,
  startTime: work.startMs,
  attempt: work.attempt,
  endTime: work.endMs,
  result: work.result,
  metadata: work.metadata,
  reason: work.reason,
  coolUntil: work.coolUntilMs,
  committedFence: work.committed?.fence,
  committedStatus: work.committed?.status,
});

function* deadlines({ issues, locks }: World): Generator<readonly [string | number, number]> {
  for (const { number, lease } of issues.values()) if (lease !== undefined) yield [number, lease.deadlineMs];
  for (const { name, lease } of locks.values()) if (lease !== undefined) yield [`lock:${name}`, lease.deadlineMs];
}

function lockKeys({ locks }: World): Fields {
  const all = [...locks.values()];
  return {
    locks: scores(all.flatMap(({ name, lease }) => (lease === undefined ? [] : [[name, lease.sinceMs] as const]))),
    ...Object.fromEntries(all.map((lock) => [`lock:${lock.name}`, lockHash(lock)])),
    ...Object.fromEntries(all.map(({ name, line }) => [`lock:${name}:line`, lineScores(line)])),
  };
}

function lockHash({ fence, lease, ended, endedBy, promised }: Lock): Fields {
  if (fence === undefined) return {};
  if (lease === undefined) {
    return fieldsOf({
      status: 'free',
      fence,
      ended,
      endedBy,
      promisedTo: promised?.requestId,
      promisedUntil: promised?.untilMs,
    });
  }
  const { holder: processId, host, requestId, sinceMs: since, ttlMs: leaseTtlMs } = lease;
  return fieldsOf({ status: 'held', fence, processId, host, requestId, since, leaseTtlMs });
}

const lineScores = (line: readonly Waiter[]): Record<string, string> =>
  scores(
    line.map(({ requestId, processId, deadlineMs, sinceUs }) => [`${requestId} ${processId} ${deadlineMs}`, sinceUs]),
  );

function processKeys(world: World): Fields {
  const participants = [...world.participants.values()];
  const seen = participants.map(({ processId, lastSeenMs }) => [processId, lastSeenMs] as const);
  return {
    processes: scores(seen),
    ...machineKeys(participants),
    ...Object.fromEntries(participants.flatMap((each) => keysOfProcess(world, each))),
  };
}

/** What probers look at, by machine. */
function machineKeys(participants: readonly Participant[]): Fields {
  const probed = participants.filter(({ isProbed }) => isProbed);
  const machines = new Set(probed.map(({ machineId }) => machineId));
  const isOn = (machine: string) => (each: Participant) => each.machineId === machine;
  return Object.fromEntries(
    [...machines].map((id) => [`machine:${id}`, members(probed.filter(isOn(id)).map((each) => each.processId))]),
  );
}

function keysOfProcess(world: World, participant: Participant): [string, unknown][] {
  const key = `process:${participant.processId}`;
  const held = heldBy(world, participant.processId);
  const checkpoints = [...participant.checkpoints].map(([issue, { fence, text }]) => [issue, `${fence} ${text}`]);
  return [
    [key, processHash(participant)],
    [`${key}:issues`, members(held.map(({ number }) => number))],
    [`${key}:locks`, members(locksOf(world, participant.processId).map(({ name }) => name))],
    [`${key}:checkpoints`, Object.fromEntries(checkpoints)],
    [`${key}:orders`, Object.fromEntries(participant.orders)],
    [`heartbeat:${participant.processId}`, participant.isShownAlive ? 'alive' : undefined],
  ];
}

const processHash = (each: Participant): Fields =>
  fieldsOf({
    name: each.name,
    status: each.status,
    liveness: each.liveness,
    kind: each.kind,
    pid: each.pid,
    pidStarted: each.pidStarted,
    machine: each.machineId,
    host: each.host,
    tmuxSession: each.tmuxSession,
    version: each.version,
    ttlMs: each.ttlMs,
    startedAt: each.startedMs,
    lastSeen: each.lastSeenMs,
    memory: each.lastBeat?.rssBytes,
    cpu: each.lastBeat?.cpuPercent,
    stuck: each.lastBeat?.stuck,
    endedAt: each.endedMs,
    unresponsiveAt: each.unresponsiveMs,
    drainingSince: each.drainingMs,
    heldAtDeath: each.heldAtDeath,
    aloneWith: each.aloneWith,
  });

function taskKeys({ tasks }: World): Fields {
  const entries = [...tasks].map(([issue, task]) => ({ id: taskIdOf(issue), issue, ...task }));
  return {
    running_tasks: members(entries.filter(({ state }) => state === 'running').map(({ id }) => id)),
    'tasks:wanted': scores(
      entries.flatMap(({ id, wantedSinceMs: at }) => (at === undefined ? [] : [[id, at] as const])),
    ),
    ...Object.fromEntries(
      entries.map(({ id, issue, state, run, type, priority }) => [
        `task:${id}`,
        fieldsOf({ id, issue, state, run, type, priority }),
      ]),
    ),
  };
}

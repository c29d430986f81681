/** Looks after the processes of this machine: a pid that is gone is an orphan at once, a silent living one is reported. */

import { fenceSchema, processIdSchema } from '../queues/values.ts';
import { enqueueFollowUps, type FollowUp } from '../src/enqueue/follow-ups.ts';
import { machineId } from '../src/machine/identity.ts';
import { probePid, type PidProbe } from '../src/machine/pid-probe.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import { endProcess } from '../src/transitions/end-process.ts';
import { noteUnresponsive } from '../src/transitions/note-unresponsive.ts';
import { every, type Repeated } from './every.ts';
import { freeLocksOfDead } from './free-locks.ts';
import type { Site, WorkerContext } from './site.ts';

/** Starts probing; on a machine that can't be told from others nothing is probed, and deadlines alone count. */
export async function startProber(context: WorkerContext): Promise<Repeated | undefined> {
  const machine = await machineId();
  if (machine === '') return undefined;
  const { watch, settings } = context;
  return every(
    settings.probeEveryMs,
    async () => {
      for (const site of context.sites.values()) await probeSite(site, machine, context);
    },
    (error) => watch.report('scan.failed', { machine }, error),
  );
}

async function probeSite(site: Site, machine: string, context: WorkerContext): Promise<void> {
  const { redis, keys } = site.store;
  for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
    const [next, processIds] = await redis.sscan(keys.machine(machine), cursor, 'COUNT', 100);
    for (const processId of processIds) {
      await probeProcess(site, processId, machine, context).catch((error: unknown) =>
        context.watch.report('scan.failed', { project: site.project.name, processId, machine }, error),
      );
    }
    cursor = next;
  }
}

async function probeProcess(site: Site, processId: string, machine: string, context: WorkerContext): Promise<void> {
  const { redis, keys } = site.store;
  const fields = ['pid', 'pidStarted', 'lastSeen', 'ttlMs'] as const;
  const [pid, startTime, lastSeen, ttlMs] = await redis.hmget(keys.process(processId).process, ...fields);
  const probe: PidProbe = await probePid({ pid: Number(pid ?? 0), startTime: startTime ?? '' });
  if (probe.state === 'gone') return bury(site, processId, machine, context);
  if (probe.state === 'alive') return reportSilence(site, processId, Number(lastSeen) + Number(ttlMs), context);
}

/** The pid was seen gone before the leases are read: no beat can come after them. */
async function bury(site: Site, processId: string, machineId: string, context: WorkerContext): Promise<void> {
  const leases = await leasesOf(site, processId);
  const repairs = leases.map((lease): FollowUp => ({ kind: 'orphan-repair', orphan: { ...lease, cause: 'dead' } }));
  await enqueueFollowUps(site.target, repairs);
  await freeLocksOfDead(site, processId, context);
  if (leases.length > 0) return;
  const ended = await endProcess(site.store, { processId, machineId }, 'dead');
  if (ended.outcome === 'ended' && ended.status === 'dead') {
    context.log.event('process.died', { project: site.project.name, processId });
  }
}

/** `dueMs`: until when its next beat had to come. */
async function reportSilence(site: Site, processId: string, dueMs: number, { log }: WorkerContext): Promise<void> {
  const nowMs = await redisTimeMs(site.store);
  if (dueMs >= nowMs) return;
  // The deadlines are read after the pid was seen, so that a beat in between shows.
  const leases = await leasesOf(site, processId);
  const isSilent = leases.some(({ deadlineMs }) => deadlineMs < nowMs);
  if (isSilent && (await noteUnresponsive(site.store, processId))) {
    log.event('process.hung', { project: site.project.name, processId });
  }
}

type SeenLease = Omit<Extract<FollowUp, { kind: 'orphan-repair' }>['orphan'], 'cause'>;

async function leasesOf({ store }: Site, processId: string): Promise<SeenLease[]> {
  const { redis, keys } = store;
  const holder = processIdSchema.parse(processId);
  const issues = await redis.smembers(keys.process(processId).process_issues);
  const pipeline = redis.pipeline();
  for (const issue of issues) {
    pipeline.hget(keys.issue(Number(issue)).issue, 'fence');
    pipeline.zscore(keys.own.leases, issue);
  }
  const replies = (await pipeline.exec()) ?? [];
  return issues.flatMap((issue, index): SeenLease[] => {
    const fence = fenceSchema.safeParse(replies[index * 2]?.[1]);
    const deadlineMs = Number(replies[index * 2 + 1]?.[1] ?? 0);
    return fence.success ? [{ issue: Number(issue), holder, fence: fence.data, deadlineMs }] : [];
  });
}

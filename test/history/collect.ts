/** Reads what Redis holds of a project when its history is over. */

import type { Job } from 'bullmq';
import { projectPrefix } from '../../queues/names.ts';
import { requestJobSchema, requestsOf } from '../../queues/requests.ts';
import type { ProjectQueues } from '../../src/enqueue/open-queues.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { eventRecord } from '../../src/store/event-record.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { projectKeyNames } from '../support/project-dump.ts';
import type { AcceptedRequest, History } from './history.ts';

/** What a history has from Redis. */
export type Collected = Pick<
  History,
  'events' | 'accepted' | 'stored' | 'issues' | 'tasks' | 'deadlines' | 'indexFaults' | 'keys'
>;

export async function collect(store: ProjectStore, queues: ProjectQueues): Promise<Collected> {
  const { redis, keys } = store;
  const names = await projectKeyNames(redis, keys.project);
  const entries = await redis.xrange(keys.own.events, '-', '+');
  const { faults } = await verifyIndexes(store);
  return {
    events: entries.map((entry) => eventRecord(keys.own.events, entry)),
    accepted: (await jobsOf(queues)).flatMap(requestsIn),
    stored: await readOutcomes(store, idsIn(names, /^request:(.+)$/)),
    issues: await readHashes(idsIn(names, /^issue:(\d+)$/), (id) => redis.hgetall(keys.issue(Number(id)).issue)),
    tasks: await readHashes(idsIn(names, /^task:issue-(\d+)$/), (id) => redis.hgetall(keys.issue(Number(id)).task)),
    deadlines: deadlinesIn(await redis.zrangebyscore(keys.own.leases, '-inf', '+inf', 'WITHSCORES')),
    indexFaults: faults.map(({ issue, processId, taskId, what }) => `${issue ?? processId ?? taskId}: ${what}`),
    keys: names.map((name) => `${projectPrefix(keys.project)}:${name}`),
  };
}

const idsIn = (names: readonly string[], pattern: RegExp): string[] =>
  names.flatMap((name) => pattern.exec(name)?.[1] ?? []);

/** Finished ones are kept by the thousand, more than any history makes. */
const jobsOf = ({ requests }: ProjectQueues): Promise<Job[]> => requests.getJobs();

const requestsIn = ({ data }: Job): AcceptedRequest[] =>
  requestsOf(requestJobSchema.parse(data)).map((request) => {
    const { requestId, kind, issue, processId } = request;
    return { requestId, kind, issue, processId, ...(kind === 'checkin' && { fence: request.fence }) };
  });

async function readOutcomes({ redis, keys }: ProjectStore, ids: readonly string[]): Promise<Record<string, string>> {
  const texts = await Promise.all(ids.map((id) => redis.get(keys.request(id))));
  return Object.fromEntries(ids.map((id, index) => [id, texts[index]?.replace(/^\S+ /, '') ?? '']));
}

async function readHashes<T>(ids: readonly string[], read: (id: string) => Promise<T>): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await read(id)] as const)));
}

function deadlinesIn(flat: readonly string[]): Record<string, number> {
  const deadlines: Record<string, number> = {};
  for (let at = 0; at < flat.length; at += 2) deadlines[flat[at] ?? ''] = Number(flat[at + 1]);
  return deadlines;
}

/** Builds many leases at once, in the form that grants leave, by a script of the bench's own: a million in seconds. */

import type { Redis } from 'ioredis';
import type { Fence, ProcessId } from '../queues/values.ts';
import { projectPrefix } from '../queues/names.ts';

export interface RawLeases {
  /** Issues from `first` on, so many. */
  first: number;
  count: number;
  /** They are held by so many processes, named by `holders`, each on a machine of its own where no worker runs. */
  holders: string;
  processes: number;
  ttlMs: number;
  /** From now to the deadline; negative = it has passed. */
  deadlineInMs: number;
}

/** A script must not hold Redis up for long, here neither. */
const AT_ONCE = 5_000;

/** Writes hashes and indexes; histories, requests and events are left out, since no scan and no beat reads them. */
export async function buildLeases(redis: Redis, project: string, leases: RawLeases): Promise<void> {
  const prefix = projectPrefix(project);
  const { first, count, holders, processes, ttlMs, deadlineInMs } = leases;
  const [seconds] = await redis.time();
  const nowMs = Number(seconds) * 1000;
  for (let from = first; from < first + count; from += AT_ONCE) {
    const last = Math.min(from + AT_ONCE, first + count) - 1;
    await redis.eval(
      BUILD,
      1,
      `${prefix}:schema`,
      prefix,
      from,
      last,
      holders,
      processes,
      ttlMs,
      nowMs,
      nowMs + deadlineInMs,
    );
  }
}

/** The holder of an issue that was built. */
export const holderOf = (issue: number, { holders, processes }: Pick<RawLeases, 'holders' | 'processes'>): ProcessId =>
  processIdAt(holders, issue % processes);

/** The process at a place, from 0. */
export const processIdAt = (holders: string, at: number): ProcessId =>
  `${holders}~${String(at).padStart(8, '0')}` as ProcessId;

/** The fence of an issue that was built: low, so that every later grant is above it. */
export const fenceOf = (issue: number): Fence => String(issue) as Fence;

const BUILD = `
local P, holders = ARGV[1], ARGV[4]
local first, last, processes, ttl = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5]), ARGV[6]
local now, deadline = ARGV[7], ARGV[8]
redis.call('SET', P .. ':schema', '1')
for issue = first, last do
  local at = issue % processes
  local id = holders .. '~' .. string.format('%08d', at)
  local process = P .. ':process:' .. id
  if redis.call('EXISTS', process) == 0 then
    redis.call('HSET', process, 'status', 'alive', 'name', holders, 'liveness', 'beat', 'kind', 'program', 'pid', 4242,
      'pidStarted', 77, 'machine', 'elsewhere-' .. id, 'host', 'elsewhere', 'tmuxSession', '', 'version', '0.1.0',
      'ttlMs', ttl, 'startedAt', now, 'lastSeen', now, 'memory', 0, 'cpu', 0, 'stuck', '')
    redis.call('ZADD', P .. ':processes', now, id)
    redis.call('SADD', P .. ':machine:elsewhere-' .. id, id)
  end
  redis.call('HSET', P .. ':issue:' .. issue, 'status', 'processing', 'version', 1, 'lastUpdate', now, 'processed', 0,
    'fence', issue, 'processId', id, 'pid', 4242, 'host', 'elsewhere', 'requestId', 'request-' .. issue,
    'grantedUntil', deadline, 'leaseTtlMs', ttl, 'before', '{}', 'checkedOutBy', holders, 'taskType', 'misc',
    'priority', 'normal', 'startTime', now, 'attempt', 1, 'labelEpoch', 2, 'labelVersion', 1)
  redis.call('SADD', process .. ':issues', issue)
  redis.call('ZADD', P .. ':leases', deadline, issue)
  redis.call('ZADD', P .. ':issues', now, issue)
  redis.call('ZADD', P .. ':issues:processing', now, issue)
  redis.call('SADD', P .. ':processing_issues', issue)
end
`;

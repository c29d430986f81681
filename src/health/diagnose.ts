/** What `mirin doctor` looks at: each finding says what is, whether that is well, and what to do. */

import type { Redis } from 'ioredis';
import type { Settings } from '../configuration/settings.ts';
import { closeQueues, openProjectQueues, openSharedQueues } from '../enqueue/open-queues.ts';
import { connectCaller, whenReady } from '../redis/connect.ts';
import { probeRedis } from '../redis/probe.ts';
import { warningsOf } from '../redis/suitability.ts';
import type { RedisFacts } from '../redis/facts.ts';
import { diagnoseGitHub } from './diagnose-github.ts';
import type { Finding } from './finding.ts';
import { livingWorkers } from './living-workers.ts';

const ok = (about: string, detail: string): Finding => ({ about, state: 'ok', detail });
const warning = (about: string, detail: string, advice: string): Finding => ({
  about,
  state: 'warning',
  detail,
  advice,
});

/** Looks at Redis, clock, workers, queues and GitHub, in that order. @throws MirinError when Redis can't be used at all */
export async function diagnose(settings: Settings, redisUrl: string): Promise<Finding[]> {
  const facts = await probeRedis(redisUrl);
  const redis = connectCaller({ url: redisUrl, name: 'mirin-doctor', commandTimeoutMs: settings.requestTimeoutMs });
  try {
    await whenReady(redis, settings.requestTimeoutMs);
    return [
      ...aboutRedis(facts),
      await aboutClock(redis),
      await aboutWorkers(redis),
      ...(await aboutQueues(redis, settings)),
      ...(await diagnoseGitHub(settings)),
    ];
  } finally {
    redis.disconnect();
  }
}

function aboutRedis(facts: RedisFacts): Finding[] {
  const log = facts.appendonly ? `append-only file, fsync ${facts.appendfsync ?? 'unknown'}` : 'no append-only file';
  const warnings = warningsOf(facts);
  return [
    ok('redis', `version ${facts.version}, ${facts.maxmemoryPolicy}, ${log}`),
    ...warnings.map((text) => warning('redis', text, 'See docs/operations.md: what Redis must be set to.')),
  ];
}

const CLOCK_SKEW_MS = 2_000;

/** Leases use only Redis's clock; a large difference makes times in logs hard to compare. */
async function aboutClock(redis: Redis): Promise<Finding> {
  const [seconds, microseconds] = await redis.time();
  const skewMs = Math.round(Number(seconds) * 1000 + Number(microseconds) / 1000 - Date.now());
  if (Math.abs(skewMs) < CLOCK_SKEW_MS) return ok('clock', `Redis and this machine differ by ${skewMs} ms`);
  return warning(
    'clock',
    `Redis is ${skewMs} ms ahead of this machine`,
    'Leases are safe; set the clocks (NTP) all the same.',
  );
}

async function aboutWorkers(redis: Redis): Promise<Finding> {
  const workers = await livingWorkers(redis);
  if (workers.length > 0) return ok('workers', `${workers.length} alive: ${workers.join(', ')}`);
  const advice = 'Start one with mirin worker, or mirin up; until then requests wait in the queue.';
  return { about: 'workers', state: 'failed', detail: 'none was seen in the last 10 s', advice };
}

const BACKLOG = 1_000;

async function aboutQueues(redis: Redis, settings: Settings): Promise<Finding[]> {
  const shared = openSharedQueues(redis);
  const own = settings.projects.map(({ key, name }) => ({ name, queues: openProjectQueues(redis, key) }));
  const all = [
    ...own.flatMap(({ name, queues }) =>
      Object.values(queues).map((queue) => ({ name: `${queue.name} of ${name}`, queue })),
    ),
    ...Object.values(shared).map((queue) => ({ name: queue.name, queue })),
  ];
  try {
    return await Promise.all(
      all.map(async ({ name, queue }) => {
        const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
        const waiting = (counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0);
        const detail = `${name}: ${waiting} waiting, ${counts['active']} active, ${counts['delayed']} delayed, ${counts['failed']} failed`;
        return waiting < BACKLOG
          ? ok('queue', detail)
          : warning('queue', detail, 'Start more workers, or see the board.');
      }),
    );
  } finally {
    await closeQueues(...all.map(({ queue }) => queue));
  }
}

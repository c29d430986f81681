/** Carries out the scheduled scan: asks for one of every project, since no worker need serve them all. */

import type { ProjectScanJob } from '../queues/follow-ups.ts';
import { PAYLOAD_VERSION } from '../queues/requests.ts';
import { SHARED_KEYS } from '../src/redis/keys.ts';
import type { WorkerContext } from './site.ts';

/** While a project's scan waits or runs, another is not added. */
export async function askForScans({ redis, sites, shared }: WorkerContext): Promise<{ projects: number }> {
  const known = await redis.hkeys(SHARED_KEYS.projects);
  const projects = [...new Set([...sites.keys(), ...known])];
  const jobs = projects.map((project) => {
    const data: ProjectScanJob = { v: PAYLOAD_VERSION, kind: 'project-scan', project };
    return { name: data.kind, data, opts: { deduplication: { id: `${project}#scan` } } };
  });
  await shared.orphans.addBulk(jobs);
  return { projects: projects.length };
}

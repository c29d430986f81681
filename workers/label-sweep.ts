/** Carries out the scheduled sweep: asks for one of every project whose labels some worker serves. */

import type { ProjectSweepJob } from '../queues/follow-ups.ts';
import { PAYLOAD_VERSION } from '../queues/requests.ts';
import { SHARED_KEYS } from '../src/redis/keys.ts';
import type { WorkerContext } from './site.ts';

/** While a project's sweep waits or runs, another is not added. */
export async function askForSweeps(context: WorkerContext): Promise<{ projects: number }> {
  const { redis, sites, shared, visit, labelService } = context;
  const known = [...new Set([...sites.keys(), ...(await redis.hkeys(SHARED_KEYS.projects))])];
  const areServed = await Promise.all(known.map((project) => labelService.isServed(visit(project).store)));
  const projects = known.filter((_, index) => areServed[index]);
  const jobs = projects.map((project) => {
    const data: ProjectSweepJob = { v: PAYLOAD_VERSION, kind: 'project-sweep', project };
    return { name: data.kind, data, opts: { deduplication: { id: `${project}#sweep` } } };
  });
  await shared.labels.addBulk(jobs);
  return { projects: projects.length };
}

/** Carries out the scheduled sweep: asks for one of every project whose labels some worker serves. */

import { enqueueFollowUps } from '../src/enqueue/follow-ups.ts';
import { SHARED_KEYS } from '../src/redis/keys.ts';
import type { WorkerContext } from './site.ts';

/** Harmless however often. */
export async function askForSweeps(context: WorkerContext): Promise<{ projects: number }> {
  const { redis, sites, visit, labelService } = context;
  const known = [...new Set([...sites.keys(), ...(await redis.hkeys(SHARED_KEYS.projects))])];
  const areServed = await Promise.all(known.map((project) => labelService.isServed(visit(project).store)));
  const projects = known.filter((_, index) => areServed[index]);
  await Promise.all(projects.map((project) => enqueueFollowUps(visit(project).target, [{ kind: 'project-sweep' }])));
  return { projects: projects.length };
}

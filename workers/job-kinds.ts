/** Every kind of job with its schema, its handler and its project. */

import {
  intakeLookSchema,
  intakeSweepSchema,
  labelSyncSchema,
  operatorLabelSchema,
  orphanRepairSchema,
  projectScanSchema,
  projectSweepSchema,
  repairCommentSchema,
} from '../queues/follow-ups.ts';
import { type RequestJob, requestJobSchema, requestsOf } from '../queues/requests.ts';
import { settle } from '../src/transitions/settle.ts';
import { handleIntakeLook } from './intake-look-handler.ts';
import { handleIntakeSweep } from './intake-sweep-handler.ts';
import { handleLabelSync } from './label-sync-handler.ts';
import type { JobKind } from './loop.ts';
import { handleOperatorLabel } from './operator-label-handler.ts';
import { handleOrphanRepair } from './orphan-repair-handler.ts';
import { handleProjectScan } from './project-scan-handler.ts';
import { handleProjectSweep } from './project-sweep-handler.ts';
import { handleRepairComment } from './repair-comment-handler.ts';
import { handleRequests } from './request-handler.ts';
import type { Site, WorkerContext } from './site.ts';

/** A job of a project's own queue belongs to that project, whatever its payload says. */
export const requestJob = (site: Site): JobKind<RequestJob> => ({
  schema: requestJobSchema,
  handle: handleRequests,
  siteOf: () => site,
  giveUp: async (job, { store }, { code }) => {
    await Promise.all(requestsOf(job).map((request) => settle(store, request, code)));
  },
});

/** Labels are brought in line, and comments posted, by a worker that serves the project and has an account for it. */
const served = ({ project }: { project: string }, { sites, github }: WorkerContext): Site | undefined =>
  github.serves({ key: project }) ? sites.get(project) : undefined;

/** Repairs and scans need nothing but Redis: none waits for a worker of its own project. */
const visited = ({ project }: { project: string }, { visit }: WorkerContext): Site => visit(project);

export const labelSyncJob = { schema: labelSyncSchema, handle: handleLabelSync, siteOf: served };
export const repairCommentJob = { schema: repairCommentSchema, handle: handleRepairComment, siteOf: served };
export const operatorLabelJob = { schema: operatorLabelSchema, handle: handleOperatorLabel, siteOf: served };
export const projectSweepJob = { schema: projectSweepSchema, handle: handleProjectSweep, siteOf: served };
export const intakeSweepJob = { schema: intakeSweepSchema, handle: handleIntakeSweep, siteOf: served };
export const intakeLookJob = { schema: intakeLookSchema, handle: handleIntakeLook, siteOf: served };
export const orphanRepairJob = { schema: orphanRepairSchema, handle: handleOrphanRepair, siteOf: visited };
export const projectScanJob = { schema: projectScanSchema, handle: handleProjectScan, siteOf: visited };

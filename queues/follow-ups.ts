/** The payloads of the labels, orphans and tasks queues: pointers only, the truth is read from Redis. */

import { z } from 'zod';
import { projectKeySchema } from './project.ts';
import { PAYLOAD_VERSION } from './requests.ts';
import { fenceSchema, issueNumberSchema, processIdSchema } from './values.ts';

const version = z.literal(PAYLOAD_VERSION, { error: `payload version ${PAYLOAD_VERSION}` });

/** A job of this kind; `fields` are what it says beside. */
const jobSchema = <Kind extends string, Fields extends z.ZodRawShape>(kind: Kind, fields: Fields) =>
  z.strictObject({ v: version, kind: z.literal(kind), ...fields });

const ofProject = { project: projectKeySchema };
const ofIssue = { ...ofProject, issue: issueNumberSchema };

/** Brings the labels of one issue in line with its state. */
export const labelSyncSchema = jobSchema('label-sync', ofIssue);
export type LabelSyncJob = z.infer<typeof labelSyncSchema>;

/** Tells on GitHub of the repairs of one issue that were not told of yet. */
export const repairCommentSchema = jobSchema('repair-comment', ofIssue);
export type RepairCommentJob = z.infer<typeof repairCommentSchema>;

/** Carries out what people ask for by labels on one issue. */
export const operatorLabelSchema = jobSchema('operator-label', ofIssue);
export type OperatorLabelJob = z.infer<typeof operatorLabelSchema>;

/** The scheduled one: has every project swept whose labels some worker serves. */
export const labelSweepSchema = jobSchema('label-sweep', {});
export type LabelSweepJob = z.infer<typeof labelSweepSchema>;

/** Looks for labels that were changed on GitHub, and that no webhook told of. */
export const projectSweepSchema = jobSchema('project-sweep', ofProject);
export type ProjectSweepJob = z.infer<typeof projectSweepSchema>;

/** Looks for issues and comments that are work, and takes as many as there is room for. */
export const intakeSweepSchema = jobSchema('intake-sweep', ofProject);
export type IntakeSweepJob = z.infer<typeof intakeSweepSchema>;

/** Looks whether one issue, or one comment on it, is work: a webhook told of it. */
export const intakeLookSchema = jobSchema('intake-look', {
  ...ofIssue,
  comment: z.number().int().positive().optional(),
});
export type IntakeLookJob = z.infer<typeof intakeLookSchema>;

/** The scheduled one: has every project scanned, each by a worker that serves it. */
export const orphanScanSchema = jobSchema('orphan-scan', {});
export type OrphanScanJob = z.infer<typeof orphanScanSchema>;

/** Looks for a project's leases that ran out, and for what a crash left undone. */
export const projectScanSchema = jobSchema('project-scan', ofProject);
export type ProjectScanJob = z.infer<typeof projectScanSchema>;

/** Why a repair is asked for: the pid was seen dead, the deadline passed, or an operator wants it looked at. */
export const repairCauseSchema = z.enum(['dead', 'expired']);
export type RepairCause = z.infer<typeof repairCauseSchema>;

/** Repairs one issue, if it still is as it was seen. */
export const orphanRepairSchema = jobSchema('orphan-repair', {
  ...ofIssue,
  holder: processIdSchema,
  fence: fenceSchema,
  /** The lease's deadline as it was seen; a beat since then means `alive`. */
  deadlineMs: z.number().int().nonnegative(),
  cause: repairCauseSchema,
});
export type OrphanRepairJob = z.infer<typeof orphanRepairSchema>;

/** A ticket: says that a task waits, nothing more. One whose run is old is dropped. */
export const ticketSchema = jobSchema('ticket', {
  taskId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  run: z.number().int().positive(),
  issue: issueNumberSchema,
});
export type Ticket = z.infer<typeof ticketSchema>;

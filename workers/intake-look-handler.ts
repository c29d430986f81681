/** Looks whether one issue, or one comment, is work, as GitHub shows it now: what a webhook told is only a hint. */

import type { IntakeLookJob } from '../queues/follow-ups.ts';
import { GitHubError } from '../src/github/errors.ts';
import { findIssue } from '../src/github/find-issue.ts';
import { readComment } from '../src/github/recent-comments.ts';
import type { Repository } from '../src/github/repository.ts';
import { candidateName } from '../src/intake/candidate.ts';
import { dropCandidates, isIntakeOn } from '../src/intake/intake-record.ts';
import { noteComments, type CommentMeasure } from '../src/intake/note-comments.ts';
import { noteIssues } from '../src/intake/note-issues.ts';
import { beginningMs } from '../src/intake/sweep-comments.ts';
import type { Left } from '../src/intake/tally.ts';
import { fillAndTell } from './fill-tasks.ts';
import type { Handler } from './handler.ts';
import { intakeMeasure } from './intake-measure.ts';
import { putOff } from './put-off.ts';
import type { Site, WorkerContext } from './site.ts';

/** The first sweep settles from when on the intake is on; until then there is nothing to look for. */
export const handleIntakeLook: Handler<IntakeLookJob> = async (job, site, context) => {
  if (!(await isIntakeOn(site.store))) return { summary: { outcome: 'off' } };
  try {
    const left = await look(job, site, context);
    if (left === undefined) return { summary: { outcome: 'off' } };
    const { filled, events } = await fillAndTell(site, context);
    return { summary: { outcome: left.length === 0 ? 'noted' : 'left', left, taken: filled.taken }, events };
  } catch (error) {
    if (error instanceof GitHubError) return putOff(error, { outcome: 'interrupted' });
    throw error;
  }
};

/** What was left, and why; undefined where the project takes no such work by itself. */
async function look(
  { issue, comment }: IntakeLookJob,
  site: Site,
  context: WorkerContext,
): Promise<Left[] | undefined> {
  const repository = (await context.github.clientOf(site.project)).repository(site.project);
  const measure = await intakeMeasure(site, context, repository);
  if (measure === undefined) return undefined;
  if (comment !== undefined) return await lookAtComment(comment, site, repository, measure);
  const listed = await findIssue(repository, issue);
  if (listed !== undefined) return await noteIssues(site.store, measure, [listed]);
  await dropCandidates(site.store, [candidateName({ issue })]);
  return [{ issue, reason: 'gone' }];
}

async function lookAtComment(
  id: number,
  { store }: Site,
  repository: Repository,
  measure: Omit<CommentMeasure, 'fromMs'>,
): Promise<Left[] | undefined> {
  if (!measure.rule.comments) return undefined;
  const comment = await readComment(repository, id);
  return await noteComments(store, repository, { ...measure, fromMs: await beginningMs(store, '') }, [comment]);
}

/** Sweeps one project for work: notes issues and comments that are, then takes what there is room for. */

import type { IntakeSweepJob } from '../queues/follow-ups.ts';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { GitHubError } from '../src/github/errors.ts';
import { applyRule, readTally, saveFinished } from '../src/intake/intake-record.ts';
import { sweepComments } from '../src/intake/sweep-comments.ts';
import { sweepIssues } from '../src/intake/sweep-issues.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import { fillAndTell } from './fill-tasks.ts';
import type { Handled, Handler } from './handler.ts';
import { intakeMeasure } from './intake-measure.ts';
import { putOff } from './put-off.ts';
import type { Site, WorkerContext } from './site.ts';

/** After so many pages the worker is given back; the sweep goes on where it was. */
const PAGES_AT_ONCE = 10;
const GO_ON_MS = 1;
/** Of what was not taken, so much is told: the job is kept for a while. */
const MOST_TOLD = 100;

/** Harmless however often and however overlapping. */
export const handleIntakeSweep: Handler<IntakeSweepJob> = async (_job, site, context) => {
  await applyRule(site.store, settingsFor(context.settings, site.project.key));
  try {
    const isDone = await sweepOn(site, context);
    if (isDone === undefined) return { summary: { outcome: 'off' } };
    return isDone ? await finish(site, context) : { summary: { outcome: 'going-on' }, againAfterMs: GO_ON_MS };
  } catch (error) {
    if (error instanceof GitHubError) return putOff(error, { outcome: 'interrupted' });
    throw error;
  }
};

/** Whether it has come to its end; undefined where the project takes no work by itself. */
async function sweepOn(site: Site, context: WorkerContext): Promise<boolean | undefined> {
  const { store, project } = site;
  const repository = (await context.github.clientOf(project)).repository(project);
  const measure = await intakeMeasure(site, context, repository);
  if (measure === undefined) return undefined;
  if (!(await sweepIssues(store, repository, measure, PAGES_AT_ONCE))) return false;
  return !measure.rule.comments || (await sweepComments(store, repository, measure, PAGES_AT_ONCE));
}

async function finish(site: Site, context: WorkerContext): Promise<Handled> {
  const { filled, events } = await fillAndTell(site, context);
  const tally = await readTally(site.store);
  await saveFinished(site.store, {
    ...tally,
    finishedAtMs: await redisTimeMs(site.store),
    taken: filled.taken.length,
  });
  const { listed, noted, left, examples } = tally;
  const summary = {
    outcome: 'swept',
    listed,
    noted,
    left,
    taken: filled.taken,
    notTaken: [...filled.left, ...examples].slice(0, MOST_TOLD),
  };
  const fields = { listed, noted, taken: filled.taken.length };
  return {
    summary: { ...summary, isFull: filled.isFull },
    events: [...events, { name: 'intake.swept', fields }],
  };
}

/** Sweeps one project: lists what changed on GitHub, has labels put right that no webhook told of, and takes over what only labels tell of. */

import type { ProjectSweepJob } from '../queues/follow-ups.ts';
import { enqueueFollowUps, type FollowUp } from '../src/enqueue/follow-ups.ts';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { calledNow } from '../src/github/called-now.ts';
import { listChanged } from '../src/github/changed-issues.ts';
import { GitHubError } from '../src/github/errors.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import type { Repository } from '../src/github/repository.ts';
import { advanced, readCursor, saveCursor } from '../src/github/sweep-cursor.ts';
import type { Handled, Handler, Told } from './handler.ts';
import { intakeFollowUps } from './intake-follow-ups.ts';
import { markDrifted } from './mark-drifted.ts';
import { noteOperatorLabels } from './note-operator-labels.ts';
import { resumeDamped } from './resume-damped.ts';
import type { Site, WorkerContext } from './site.ts';
import { takeOverLabelled } from './take-over-labelled.ts';

/** After so many pages the worker is given back; the sweep goes on where it was. */
const PAGES_AT_ONCE = 10;
const GO_ON_MS = 1;

/** What a run of the sweep came upon. */
interface Sweeping {
  pages: number;
  listed: number;
  drifted: number[];
  damped: number[];
  takenOver: number[];
  /** None where not even the account could be had. */
  repository?: Repository;
}

/** Harmless however often and however overlapping. */
export const handleProjectSweep: Handler<ProjectSweepJob> = async (_job, site, context) => {
  const found: Sweeping = { pages: 0, listed: 0, drifted: [], damped: [], takenOver: [] };
  try {
    const repository = (await context.github.clientOf(site.project)).repository(site.project);
    found.repository = repository;
    const againAfterMs = await sweepOn(repository, site, context, found);
    const next = againAfterMs === undefined ? { followUps: await intakeFollowUps(site, context) } : { againAfterMs };
    return { ...report(found), ...next };
  } catch (error) {
    if (error instanceof GitHubError) return afterFault(error, found);
    throw error;
  }
};

/** When the sweep is to go on; undefined where it has come to its end. */
async function sweepOn(repository: Repository, site: Site, context: WorkerContext, found: Sweeping) {
  await enqueueFollowUps(site.target, (await resumeDamped(site.store)).map(pass));
  let cursor = await readCursor(site.store);
  do {
    const page = await listChanged(repository, cursor);
    if (page === null) return undefined;
    const map = await calledNow(site.store, labelMapOf(settingsFor(context.settings, site.project.key)));
    const { marked, damped } = await markDrifted(site.store, map, page.issues);
    const { issues: takenOver, waitMs } = await takeOverLabelled(site, context, map, page.issues);
    const asked = await noteOperatorLabels(site, map, page.issues);
    await enqueueFollowUps(site.target, [...[...marked, ...takenOver].map(pass), ...asked]);
    found.takenOver.push(...takenOver);
    if (waitMs !== undefined) return waitMs;
    // Only now: what a crash leaves unmarked is listed again.
    cursor = advanced(cursor, page);
    await saveCursor(site.store, cursor);
    found.pages += 1;
    found.listed += page.issues.length;
    found.drifted.push(...marked);
    found.damped.push(...damped);
  } while (cursor.page !== '' && found.pages < PAGES_AT_ONCE);
  return cursor.page === '' ? undefined : GO_ON_MS;
}

const pass = (issue: number): FollowUp => ({ kind: 'label-sync', issue, because: 'due' });

function report({ pages, listed, repository, ...found }: Sweeping): Handled {
  const { drifted, damped, takenOver } = found;
  const counts = { drifted: drifted.length, damped: damped.length, takenOver: takenOver.length };
  const summary = { pages, listed, ...counts, requests: repository?.requestCount ?? 0 };
  const events: Told[] = [{ name: 'sweep.finished', fields: summary }];
  if (drifted.length > 0) events.push({ name: 'labels.drifted', fields: { issues: drifted, count: drifted.length } });
  if (takenOver.length > 0) {
    events.push({ name: 'labels.taken', fields: { issues: takenOver, count: takenOver.length } });
  }
  if (damped.length > 0) events.push({ name: 'labels.damped', fields: { issues: damped, count: damped.length } });
  return { summary, events };
}

/** What passes by itself is tried again soon; for the rest the next sweep is soon enough. */
function afterFault(error: GitHubError, found: Sweeping): Handled {
  const { kind, reason, retryAfterMs } = error.fault;
  if (kind === 'transient' && retryAfterMs === undefined) throw error;
  const { summary, events = [] } = report(found);
  return {
    summary: { ...summary, reason },
    events: [...events, { name: 'sweep.failed', fields: { reason } }],
    ...(retryAfterMs !== undefined && { againAfterMs: retryAfterMs }),
  };
}

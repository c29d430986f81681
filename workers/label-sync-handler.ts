/** Carries out one pass of label sync, when the account at GitHub has room for one. */

import { randomUUID } from 'node:crypto';
import type { LabelSyncJob } from '../queues/follow-ups.ts';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { MirinError } from '../src/errors.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { noteBlock } from '../src/github/label-block.ts';
import { GitHubError } from '../src/github/errors.ts';
import type { GitHubClient } from '../src/github/github-client.ts';
import { redisLabelMarks } from '../src/github/redis-label-marks.ts';
import { type SyncOutcome, verdictOf } from '../src/github/sync-outcome.ts';
import { syncLabels } from '../src/github/sync-pass.ts';
import type { Handled, Handler } from './handler.ts';
import { ownedLabels } from './owned-labels.ts';
import type { Site, WorkerContext } from './site.ts';

/** Pause before a pass whose issue moved on while it ran. */
const MOVED_ON_PAUSE_MS = 200;

/** A pass that may run. */
interface Pass {
  issue: number;
  passId: string;
  github: GitHubClient;
}

export const handleLabelSync: Handler<LabelSyncJob> = async ({ issue }, site, context) => {
  try {
    return await runInTurn(issue, await context.github.clientOf(site.project), site, context);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    // Not even the account could be had: what GitHub said to that is the outcome of the pass.
    const { version } = await redisLabelMarks(site.store).read(issue);
    return await concluded({ ...verdictOf(error.fault), requests: 0, added: [], removed: [] }, issue, version, site);
  }
};

/** Without room the worker goes back at once, for whatever else is to be done. */
async function runInTurn(issue: number, github: GitHubClient, site: Site, context: WorkerContext): Promise<Handled> {
  const passId = randomUUID();
  const decision = await github.gate.take('pass', passId);
  if (decision.outcome === 'later') return deferred(issue, decision.waitMs, decision.reason);
  try {
    return await runPass({ issue, passId, github }, site, context);
  } finally {
    await github.gate.giveBack('pass', passId);
  }
}

async function runPass({ issue, passId, github }: Pass, site: Site, context: WorkerContext): Promise<Handled> {
  const { store, project } = site;
  const { settings } = context;
  const marks = redisLabelMarks(store);
  const { version } = await marks.read(issue);
  const map = labelMapOf(settingsFor(settings, project.key));
  const naming = ownedLabels(site, context);
  const outcome = await syncLabels({ project, issue, github, marks, map, naming, passId });
  return await concluded(outcome, issue, version, site);
}

async function concluded(outcome: SyncOutcome, issue: number, version: string, { store }: Site): Promise<Handled> {
  await noteBlock(store, issue, outcome.outcome === 'blocked' ? { version, reason: outcome.reason } : undefined);
  return handled(outcome, issue);
}

function deferred(issue: number, waitMs: number, reason: string): Handled {
  return {
    summary: { outcome: 'deferred', waitMs, reason },
    events: [{ name: 'labels.deferred', fields: { issue, waitMs, reason } }],
    againAfterMs: waitMs,
  };
}

function handled(outcome: SyncOutcome, issue: number): Handled {
  const { requests, added, removed } = outcome;
  const fields = { issue, requests, added, removed };
  switch (outcome.outcome) {
    case 'in-sync': {
      const isChanged = added.length + removed.length > 0;
      return { summary: outcome, events: [{ name: isChanged ? 'labels.synced' : 'labels.unchanged', fields }] };
    }
    case 'moved-on':
      return { summary: outcome, events: [{ name: 'labels.superseded', fields }], againAfterMs: MOVED_ON_PAUSE_MS };
    case 'again-later':
      return {
        summary: outcome,
        events: [{ name: 'labels.failed', fields: { ...fields, reason: outcome.reason } }],
        againAfterMs: outcome.delayMs,
      };
    case 'deferred':
      return deferred(issue, outcome.delayMs, outcome.reason);
    case 'blocked':
      return { summary: outcome, events: [{ name: 'labels.refused', fields: { ...fields, reason: outcome.reason } }] };
    case 'unavailable':
      return unavailable(outcome);
  }
}

/** GitHub's own word on when to come back goes before the queue's backoff. */
function unavailable(outcome: Extract<SyncOutcome, { outcome: 'unavailable' }>): Handled {
  if (outcome.retryAfterMs === undefined) throw new MirinError('MIRIN_GITHUB_UNAVAILABLE', outcome.reason);
  return { summary: outcome, againAfterMs: outcome.retryAfterMs };
}

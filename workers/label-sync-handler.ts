/** Carries out one pass of label sync. */

import { randomUUID } from 'node:crypto';
import type { LabelSyncJob } from '../queues/follow-ups.ts';
import { MirinError } from '../src/errors.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { noteBlock } from '../src/github/label-block.ts';
import { redisLabelMarks } from '../src/github/redis-label-marks.ts';
import type { SyncOutcome } from '../src/github/sync-outcome.ts';
import { syncLabels } from '../src/github/sync-pass.ts';
import type { Handled, Handler } from './handler.ts';

/** Pause before a pass whose issue moved on while it ran. */
const MOVED_ON_PAUSE_MS = 200;

export const handleLabelSync: Handler<LabelSyncJob> = async ({ issue }, site, { github, settings }) => {
  if (github === undefined) return { summary: { outcome: 'waiting', reason: 'no GitHub token' } };
  const marks = redisLabelMarks(site.store);
  const { version } = await marks.read(issue);
  const outcome = await syncLabels({
    project: site.project,
    issue,
    github,
    marks,
    map: labelMapOf(settings),
    passId: randomUUID(),
  });
  await noteBlock(site.store, issue, outcome.outcome === 'blocked' ? { version, reason: outcome.reason } : undefined);
  return handled(outcome, issue);
};

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

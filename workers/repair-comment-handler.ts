/** Tells on GitHub of an issue's repairs, one comment each, where the project wants that. */

import type { RepairCommentJob } from '../queues/follow-ups.ts';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { MirinError } from '../src/errors.ts';
import { afterFault, type CommentOutcome, postOnce } from '../src/github/comment-pass.ts';
import { GitHubError } from '../src/github/errors.ts';
import { repairComment, repairMarker } from '../src/github/repair-comment-text.ts';
import { readWantedComments, type WantedComment } from '../src/store/read-wanted-comments.ts';
import { closeComment } from '../src/transitions/comment-close.ts';
import { openComment } from '../src/transitions/comment-open.ts';
import type { Handled, Handler, Told } from './handler.ts';
import type { Site, WorkerContext } from './site.ts';

export const handleRepairComment: Handler<RepairCommentJob> = async ({ issue }, site, context) => {
  const events: Told[] = [];
  for (const wanted of await readWantedComments(site.store, issue)) {
    const outcome = await tell(wanted, site, context);
    events.push(told(wanted, outcome));
    // What keeps one comment waiting keeps the next one, too.
    if (outcome.outcome === 'again-later' || outcome.outcome === 'unavailable') return putOff(outcome, events);
  }
  return { summary: { told: events.length }, events };
};

/** A comment that nobody wants any more, or that says nothing readable, is given up. */
async function tell(
  { issue, fence, facts }: WantedComment,
  { project, store }: Site,
  { settings, github }: WorkerContext,
): Promise<CommentOutcome> {
  const { repairComments, commentLanguage } = settingsFor(settings, project.key);
  const marks = { open: () => openComment(store, issue, fence), close: () => closeComment(store, issue, fence) };
  if (facts === undefined || !repairComments) {
    await marks.close();
    return { outcome: 'refused', reason: repairComments ? 'what it was to tell is unreadable' : 'switched off' };
  }
  try {
    return await postOnce({
      repository: (await github.clientOf(project)).repository(project),
      issue,
      marker: repairMarker({ issue, fence }),
      body: repairComment({ issue, fence, facts }, commentLanguage),
      repairedAtMs: facts.repairedAtMs,
      marks,
    });
  } catch (error) {
    if (error instanceof GitHubError) return await afterFault({ marks }, error.fault);
    throw error;
  }
}

const EVENTS = {
  posted: 'comment.posted',
  found: 'comment.found',
  gone: 'comment.found',
  refused: 'comment.refused',
  'again-later': 'comment.failed',
  unavailable: 'comment.failed',
} as const;

function told({ issue, fence }: WantedComment, outcome: CommentOutcome): Told {
  const reason = 'reason' in outcome ? outcome.reason : undefined;
  return { name: EVENTS[outcome.outcome], fields: { issue, fence, reason } };
}

/** GitHub's own word on when to come back goes before the queue's backoff. */
function putOff(
  outcome: Extract<CommentOutcome, { outcome: 'again-later' | 'unavailable' }>,
  events: readonly Told[],
): Handled {
  const againAfterMs = outcome.outcome === 'again-later' ? outcome.delayMs : outcome.retryAfterMs;
  if (againAfterMs !== undefined) return { summary: outcome, events, againAfterMs };
  return { summary: outcome, events, fault: new MirinError('MIRIN_GITHUB_UNAVAILABLE', outcome.reason) };
}

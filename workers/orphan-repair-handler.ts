/** Carries out a repair: the transition decides anew whether the issue is an orphan. */

import type { OrphanRepairJob } from '../queues/follow-ups.ts';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { afterChange, type FollowUp } from '../src/enqueue/follow-ups.ts';
import type { EventName } from '../src/log/events.ts';
import { repair, type RepairOutcome } from '../src/transitions/repair.ts';
import type { Handler } from './handler.ts';

export const handleOrphanRepair: Handler<OrphanRepairJob> = async (job, site, { rules, settings, workerId }) => {
  const isCommentWanted = settingsFor(settings, site.project.key).repairComments;
  const outcome = await repair(site.store, job, rules, workerId, { isCommentWanted });
  const { issue, holder: processId, fence } = job;
  return {
    summary: outcome,
    followUps: [...followUps(outcome, issue), ...(isCommentWanted ? comment(outcome, issue) : [])],
    events: [{ name: eventOf(outcome), fields: { issue, processId, fence, ...detail(outcome) } }],
  };
};

function followUps(outcome: RepairOutcome, issue: number): FollowUp[] {
  // `changed` may mean that this very job has repaired it before and died: label and ticket are asked for again.
  if (outcome.outcome === 'alive') return [];
  return afterChange(issue, outcome.outcome === 'repaired' ? outcome.wanted : undefined);
}

function comment({ outcome }: RepairOutcome, issue: number): FollowUp[] {
  return outcome === 'alive' ? [] : [{ kind: 'repair-comment', issue }];
}

function eventOf(outcome: RepairOutcome): EventName {
  if (outcome.outcome === 'repaired') return outcome.to === 'quarantined' ? 'repair.quarantined' : 'repair.requeued';
  return outcome.outcome === 'alive' && outcome.untilMs > 0 ? 'repair.postponed' : 'repair.dropped';
}

function detail(outcome: RepairOutcome): Record<string, string | number | boolean> {
  if (outcome.outcome === 'repaired') {
    return { cause: outcome.cause, counted: outcome.isCounted, orphanings: outcome.orphanings };
  }
  return outcome.outcome === 'alive' ? { untilMs: outcome.untilMs } : {};
}

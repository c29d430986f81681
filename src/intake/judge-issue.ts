/** Judges by a project's rule whether an issue is work, by what GitHub says of it. */

import { PRIORITY_LEVELS, type Priority } from '../../queues/priorities.ts';
import { isOwnedLabel, type LabelMap } from '../github/label-map.ts';
import type { ListedIssue } from '../github/listed-issue.ts';
import type { Work } from './candidate.ts';
import type { IntakeRule } from './intake-rule.ts';

/** What it is, or in one word why it is no work. */
export type Judgement = Work | NoWork;

export type NoWork = 'no-label' | 'excluded' | 'closed' | 'assigned' | 'unassigned' | 'owned-label';

/**
 * `isKnown`: whether Mirin has a record of it. Where it has none, an owned label says that the issue was taken before
 * Mirin knew of it: it is nobody's to take until that is cleared up.
 */
export function judgeIssue(rule: IntakeRule, map: LabelMap, issue: ListedIssue, isKnown: boolean): Judgement {
  const labels = issue.labels.map((label) => label.toLowerCase());
  const [, type] = Object.entries(rule.types).find(([label]) => labels.includes(label)) ?? [];
  if (type === undefined) return 'no-label';
  if (labels.some((label) => rule.excluded.includes(label))) return 'excluded';
  if (rule.isOpenOnly && !issue.isOpen) return 'closed';
  if (rule.assigned === 'assigned' && !issue.isAssigned) return 'unassigned';
  if (rule.assigned === 'unassigned' && issue.isAssigned) return 'assigned';
  if (!isKnown && issue.labels.some((label) => isOwnedLabel(map, label))) return 'owned-label';
  return { type, priority: priorityOf(rule, labels) };
}

function priorityOf({ priorities }: IntakeRule, labels: readonly string[]): Priority {
  const named = Object.entries(priorities).flatMap(([label, priority]) => (labels.includes(label) ? [priority] : []));
  const [highest = 'normal'] = named.toSorted((one, other) => PRIORITY_LEVELS[other] - PRIORITY_LEVELS[one]);
  return highest;
}

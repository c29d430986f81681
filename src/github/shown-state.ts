/** Reads from the labels of an issue which state they show: for issues of which Redis knows nothing. */

import type { Status } from '../../queues/values.ts';
import type { LabelledStatus } from '../configuration/label-settings.ts';
import type { LabelMap } from './label-map.ts';
import { includesName } from './label-names.ts';

/** What an issue on GitHub bears. */
export interface ShownIssue {
  labels: readonly string[];
  isOpen: boolean;
}

/**
 * Of several owned labels the one that asks for the most care counts: what is quarantined stays so until an operator
 * says otherwise; what may be in work is looked after rather than taken for done.
 */
export const BY_PRECEDENCE: readonly LabelledStatus[] = [
  'quarantined',
  'processing',
  'awaiting-response',
  'error',
  'completed',
];

/**
 * The state that the labels show; undefined where none of them belongs to a status: retired names say nothing. A closed
 * issue in `processing` is `pending`: nobody waits for work on it, and the label is stale whoever set it.
 */
export function shownState({ labels }: LabelMap, issue: ShownIssue): Status | undefined {
  const shown = BY_PRECEDENCE.find((status) => includesName(issue.labels, labels[status].name));
  return shown === 'processing' && !issue.isOpen ? 'pending' : shown;
}

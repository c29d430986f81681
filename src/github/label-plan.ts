/** Compares the labels that an issue bears with those it should, and says which writes lead from one to the other. */

import { isOwnedLabel, type LabelMap } from './label-map.ts';
import { includesName } from './label-names.ts';

/** GitHub's limit of labels on one issue. */
const MOST_LABELS = 100;

export interface LabelPlan {
  /** Wanted and missing; to be added together. */
  add: readonly string[];
  /** Owned and stale, as GitHub spells them; to be removed one by one. */
  remove: readonly string[];
  /** Only where there is no room: a crash in between leaves two owned labels when adding first, but none otherwise. */
  isRemoveFirst: boolean;
}

/** The plan for an issue that bears `present` and should bear, of the owned labels, just `wanted`. */
export function planLabels(map: LabelMap, present: readonly string[], wanted: readonly string[]): LabelPlan {
  const add = wanted.filter((name) => !includesName(present, name));
  const remove = present.filter((name) => isOwnedLabel(map, name) && !includesName(wanted, name));
  return { add, remove, isRemoveFirst: present.length + add.length > MOST_LABELS };
}

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

/** What an issue bears, and what it should. */
export interface LabelComparison {
  /** All labels that the issue bears. */
  present: readonly string[];
  /** The owned ones that its state demands. */
  wanted: readonly string[];
  /** Whether a former pass has brought the labels to this very state. */
  wasShown: boolean;
}

/** The plan for an issue that bears `present` and should bear, of the owned labels, just `wanted`. */
export function planLabels(map: LabelMap, { present, wanted, wasShown }: LabelComparison): LabelPlan {
  const missing = wanted.filter((name) => !includesName(present, name));
  const remove = present.filter((name) => isOwnedLabel(map, name) && !includesName(wanted, name));
  // Where a stale one is there, it is not (only) a person's removal that leaves the wanted one missing.
  const isRemoval = wasShown && remove.length === 0;
  const add = map.mode === 'respect' && isRemoval ? [] : missing;
  return { add, remove, isRemoveFirst: present.length + add.length > MOST_LABELS };
}

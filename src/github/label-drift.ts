/** Tells whether what was seen of an issue's labels is something else than its state demands. */

import type { Status } from '../../queues/values.ts';
import { isOwnedLabel, wantedLabels, type LabelMap } from './label-map.ts';
import { includesName } from './label-names.ts';
import { planLabels } from './label-plan.ts';

/**
 * - `labels`: all that the issue bears
 * - `added`, `removed`: what somebody just did with one of them
 * - `unclear`: something happened of which only GitHub can tell what it left
 */
export type LabelSighting =
  | { seen: 'labels'; names: readonly string[] }
  | { seen: 'added' | 'removed'; name: string }
  | { seen: 'unclear' };

/**
 * Whether the labels may differ from those that an issue of this status must bear. Mirin's own writes, which GitHub tells
 * of as well, never do: what they add is wanted, and what they remove is not. Where removals are respected they are no
 * drift either; an issue whose labels were never brought to its state is due for a pass in any case.
 */
export function hasDrifted(map: LabelMap, status: Status, sighting: LabelSighting): boolean {
  const wanted = wantedLabels(map, status);
  switch (sighting.seen) {
    case 'unclear':
      return true;
    case 'labels': {
      const { add, remove } = planLabels(map, { present: sighting.names, wanted, wasShown: true });
      return add.length + remove.length > 0;
    }
    case 'added':
      return isOwnedLabel(map, sighting.name) && !includesName(wanted, sighting.name);
    case 'removed':
      return map.mode === 'enforce' && includesName(wanted, sighting.name);
  }
}

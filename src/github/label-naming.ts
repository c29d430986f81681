/** What a pass asks about the names of the owned labels, which people may change at any time. */

import type { BorneLabel } from './answers.ts';
import type { LabelMap } from './label-map.ts';
import type { Repository } from './repository.ts';

export interface LabelNaming {
  /** The map as the labels that an issue bears show it: an id that bears another name now was renamed. */
  recognise(repository: Repository, present: readonly BorneLabel[]): Promise<LabelMap>;
  /** The map, once the repository was asked whether labels that are about to be added are still called so. */
  confirm(repository: Repository, names: readonly string[]): Promise<LabelMap>;
}

/** Labels are called as the map says, and nobody is asked. */
export function asMapped(map: LabelMap): LabelNaming {
  return { recognise: () => Promise.resolve(map), confirm: () => Promise.resolve(map) };
}

/** The shape of a rule on what settings must be to each other. */

import type { SettingName } from './setting-names.ts';
import type { Settings } from './settings.ts';

/** One way in which settings don't fit each other. */
export interface Breach {
  expected: string;
  received: string;
  /** The part of the setting that is meant; left out = the whole. */
  within?: string;
}

/** `of` is the setting that a fault is laid to; `broken` tells what was expected and what came, once for each breach. */
export interface CrossFieldRule {
  of: SettingName;
  with: readonly SettingName[];
  broken: (settings: Settings) => readonly Breach[];
}

/** A breach for each name that was there before, but for its case. */
export function eachTwice(names: readonly string[], expected: string): Breach[] {
  const folded = names.map((name) => name.toLowerCase());
  return names
    .filter((name, index) => folded.indexOf(name.toLowerCase()) < index)
    .map((name) => ({ expected, received: `"${name}" twice` }));
}

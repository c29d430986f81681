/** Marks those of a list of issues whose labels differ from what their state demands. */

import { statusSchema } from '../queues/values.ts';
import type { ListedIssue } from '../src/github/listed-issue.ts';
import { hasDrifted } from '../src/github/label-drift.ts';
import type { LabelMap } from '../src/github/label-map.ts';
import type { ProjectStore } from '../src/redis/project-store.ts';
import { readTogether, type Read } from '../src/store/read-together.ts';
import { noteDrift } from '../src/transitions/note-drift.ts';

export interface Drifted {
  marked: number[];
  /** Put right too often, and left alone for now. */
  damped: number[];
}

/**
 * What differs. Issues that Mirin does not know are not its to label. Those that are marked already have a pass before
 * them, or under way; what that one overlooks is listed again, since sweeps overlap by more than a pass can last. What
 * GitHub refused is asked for again: something about it has changed.
 */
export async function markDrifted(
  store: ProjectStore,
  map: LabelMap,
  listed: readonly ListedIssue[],
): Promise<Drifted> {
  const { labels_dirty: dirty } = store.keys.own;
  const states = listed.map(
    ({ issue }): Read => ['hmget', store.keys.issue(issue).issue, 'status', 'version', 'labelBlocked'],
  );
  const marked = listed.map(({ issue }): Read => ['zscore', dirty, issue]);
  const read = await readTogether(store, [...states, ...marked], 'reading the states of listed issues');
  const drifted = listed.filter(({ labels }, index) => {
    const [known, version, blocked] = read[index] as (string | null)[];
    const status = statusSchema.safeParse(known);
    const isWaiting = read[listed.length + index] !== null && blocked !== version;
    return !isWaiting && status.success && hasDrifted(map, status.data, { seen: 'labels', names: labels });
  });
  const outcomes = await Promise.all(drifted.map(({ issue }) => noteDrift(store, issue)));
  const these = (outcome: string): number[] =>
    drifted.map(({ issue }) => issue).filter((_, at) => outcomes[at] === outcome);
  return { marked: these('marked'), damped: these('damped') };
}

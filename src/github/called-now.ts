/** What the owned labels of a project are called now, as far as Redis knows: people rename them. */

import type { ProjectStore } from '../redis/project-store.ts';
import { followedMap, type KnownLabels } from './known-labels.ts';
import type { LabelMap } from './label-map.ts';
import { readKnownLabels } from './label-memory.ts';
import { foldName } from './label-names.ts';

/** The map as the settings say it, with the names that its labels bear now. */
export async function calledNow(store: ProjectStore, configured: LabelMap): Promise<LabelMap> {
  return followedMap(configured, await knownAmong(store, configured));
}

/** Labels that the settings name no more are none of the owned ones, though their ids are kept. */
export async function knownAmong(store: ProjectStore, configured: LabelMap): Promise<KnownLabels> {
  const names = Object.values(configured.labels).map(({ name }) => foldName(name));
  const known = await readKnownLabels(store);
  return new Map([...known].filter(([name]) => names.includes(name)));
}

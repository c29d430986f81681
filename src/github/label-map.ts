/** Which labels Mirin owns and which of them an issue bears in each status. */

import type { Status } from '../../queues/values.ts';
import type { Settings } from '../configuration/settings.ts';
import { includesName } from './label-names.ts';

/** A status that shows on GitHub; a pending issue bears no label of Mirin's. */
export type LabelledStatus = keyof Settings['labels'];

/** The full name, prefix included, of each status's label. */
export type LabelMap = Readonly<Record<LabelledStatus, string>>;

/** The label map that the settings describe; they were checked against GitHub's limits when they were read. */
export function labelMapOf({ labels, labelPrefix }: Pick<Settings, 'labels' | 'labelPrefix'>): LabelMap {
  const entries = Object.entries(labels).map(([status, name]) => [status, `${labelPrefix}${name}`]);
  return Object.fromEntries(entries) as LabelMap;
}

/** The owned labels that an issue of this status must bear: one or none. */
export function wantedLabels(map: LabelMap, status: Status | null): readonly string[] {
  return status === null || status === 'pending' ? [] : [map[status]];
}

/** Whether Mirin owns a label of this name; every other label is none of its business. */
export function isOwnedLabel(map: LabelMap, name: string): boolean {
  return includesName(Object.values(map), name);
}

/** Which labels Mirin owns and which of them an issue bears in each status. */

import type { Status } from '../../queues/values.ts';
import type { LabelledStatus } from '../configuration/label-settings.ts';
import type { OperatorVerb } from '../configuration/operator-settings.ts';
import type { Settings } from '../configuration/settings.ts';
import { includesName } from './label-names.ts';

/** The label of one status, as it is to be. */
export interface OwnedLabel {
  /** In full, prefix included. */
  name: string;
  /** Six hex digits. */
  color: string;
  description: string;
}

export interface LabelMap {
  readonly labels: Readonly<Record<LabelledStatus, OwnedLabel>>;
  /** Names that are owned and belong to no status: removed where they are found. */
  readonly retired: readonly string[];
  /** `respect`: what a person removed is not put back until the state moves on. */
  readonly mode: Settings['labelMode'];
  /** The labels by which people ask for something; none of them is owned. Absent: switched off. */
  readonly operator?: Readonly<Record<OperatorVerb, string>>;
}

type LabelSettings = Pick<
  Settings,
  'labels' | 'labelPrefix' | 'labelColors' | 'labelDescriptions' | 'retiredLabels' | 'labelMode'
> &
  Partial<Pick<Settings, 'operatorLabels' | 'operatorLabelNames'>>;

/** The label map that the settings describe; they were checked against GitHub's limits when they were read. */
export function labelMapOf(settings: LabelSettings): LabelMap {
  const { labels, labelPrefix, labelColors, labelDescriptions, retiredLabels, labelMode } = settings;
  const { operatorLabels = false, operatorLabelNames: operator } = settings;
  const label = (status: LabelledStatus): OwnedLabel => ({
    name: `${labelPrefix}${labels[status]}`,
    color: labelColors[status],
    description: labelDescriptions[status],
  });
  return {
    labels: {
      processing: label('processing'),
      'awaiting-response': label('awaiting-response'),
      completed: label('completed'),
      error: label('error'),
      quarantined: label('quarantined'),
    },
    retired: retiredLabels,
    mode: labelMode,
    ...(operatorLabels && operator !== undefined && { operator }),
  };
}

/** The owned labels that an issue of this status must bear: one or none. */
export function wantedLabels(map: LabelMap, status: Status | null): readonly string[] {
  return status === null || status === 'pending' ? [] : [map.labels[status].name];
}

/** Whether Mirin owns a label of this name; every other label is none of its business. */
export function isOwnedLabel({ labels, retired }: LabelMap, name: string): boolean {
  return includesName([...Object.values(labels).map((label) => label.name), ...retired], name);
}

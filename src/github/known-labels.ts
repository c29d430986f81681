/** The owned labels by their ids, which outlast a rename; and the label map as it reads with the names of now. */

import type { LabelledStatus } from '../configuration/label-settings.ts';
import type { BorneLabel } from './answers.ts';
import type { LabelMap, OwnedLabel } from './label-map.ts';
import { foldName } from './label-names.ts';

/** A label that the repository has: what it is called now. */
export interface KnownLabel {
  id: number;
  name: string;
}

/** By the name that the settings say, in lower case. */
export type KnownLabels = ReadonlyMap<string, KnownLabel>;

/** A label that a person gave another name. */
export interface RenamedLabel {
  /** What it was called before. */
  from: string;
  to: string;
}

/** The map with each label called as the repository calls it now; the names of the settings stay owned. */
export function followedMap(map: LabelMap, known: KnownLabels): LabelMap {
  const follow = (label: OwnedLabel): OwnedLabel => ({
    ...label,
    name: known.get(foldName(label.name))?.name ?? label.name,
  });
  const entries = Object.entries(map.labels).map(([status, label]) => [status, follow(label)] as const);
  const labels = Object.fromEntries(entries) as Record<LabelledStatus, OwnedLabel>;
  const given = Object.values(map.labels).map(({ name }) => name);
  return { ...map, labels, retired: [...map.retired, ...given] };
}

/** Those of `found` that are known under another name. */
export function renamesAmong(known: KnownLabels, found: KnownLabels): RenamedLabel[] {
  return [...found].flatMap(([name, { id, name: to }]) => {
    const before = known.get(name);
    const isRenamed = before?.id === id && foldName(before.name) !== foldName(to);
    return isRenamed ? [{ from: before.name, to }] : [];
  });
}

/** What the labels of an issue tell of the known ones. */
export function borneAmong(known: KnownLabels, present: readonly BorneLabel[]): KnownLabels {
  const borne = [...known].flatMap(([name, { id }]) => {
    const label = present.find((candidate) => candidate.id === id);
    return label === undefined ? [] : [[name, label] as const];
  });
  return new Map(borne);
}

/** Whether the label bears the name of a known one and is another: that one was renamed, or deleted and made anew. */
export function isNamesake({ id, name }: BorneLabel, known: KnownLabels): boolean {
  const same = [...known.values()].find((label) => foldName(label.name) === foldName(name));
  return same !== undefined && same.id !== id;
}

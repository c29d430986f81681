/** What the names of labels must be to each other and to GitHub, for all projects and for each with settings of its own. */

import { type Breach, type CrossFieldRule, eachTwice } from './cross-field-rule.ts';
import { keyOfEntry } from './project-entries.ts';
import { settingsFor } from './settings-for.ts';
import type { Settings } from './settings.ts';

/** GitHub's limit: https://docs.github.com/en/rest/issues/labels */
const MAX_LABEL_CHARACTERS = 50;

/** To GitHub, labels that differ in case only are one. */
const labelsDiffer: CrossFieldRule = {
  of: 'labels',
  with: [],
  broken: ({ labels }) => eachTwice(Object.values(labels), 'labels that differ in more than case'),
};

const labelsFitGitHub: CrossFieldRule = {
  of: 'labelPrefix',
  with: ['labels'],
  broken: ({ labels, labelPrefix }) =>
    Object.values(labels)
      .filter((label) => (labelPrefix + label).length > MAX_LABEL_CHARACTERS)
      .map((label) => ({
        expected: `at most ${MAX_LABEL_CHARACTERS} characters of prefix and label together`,
        received: `${(labelPrefix + label).length} with "${label}"`,
      })),
};

/** A label can't be wanted and removed wherever it is found. */
const retiredAreUnused: CrossFieldRule = {
  of: 'retiredLabels',
  with: ['labels', 'labelPrefix'],
  broken: ({ labels, labelPrefix, retiredLabels }) => {
    const used = Object.values(labels).map((label) => folded(labelPrefix + label));
    const inUse = retiredLabels.filter((name) => used.includes(folded(name)));
    return [
      ...eachTwice(retiredLabels, 'names that differ in more than case'),
      ...inUse.map((name) => ({ expected: 'names that no status has any more', received: `"${name}"` })),
    ];
  },
};

/** A label can't show the state and ask for another one. */
const operatorLabelsDiffer: CrossFieldRule = {
  of: 'operatorLabelNames',
  with: ['labels', 'labelPrefix', 'retiredLabels'],
  broken: ({ labels, labelPrefix, retiredLabels, operatorLabelNames }) => {
    const names = Object.values(operatorLabelNames);
    const owned = [...Object.values(labels).map((label) => labelPrefix + label), ...retiredLabels].map(folded);
    const clashing = names.filter((name) => owned.includes(folded(name)));
    return [
      ...eachTwice(names, 'labels that differ in more than case'),
      ...clashing.map((name) => ({ expected: 'names that no status has, nor had', received: `"${name}"` })),
    ];
  },
};

const OF_ONE_MAP: readonly CrossFieldRule[] = [labelsDiffer, labelsFitGitHub, retiredAreUnused, operatorLabelsDiffer];

/** The rules of one map, for each project that has something of it otherwise. */
const mapsOfProjectsHold: CrossFieldRule = {
  of: 'projectSettings',
  with: ['labels', 'labelPrefix', 'retiredLabels', 'operatorLabelNames'],
  broken: (settings) =>
    Object.entries(settings.projectSettings).flatMap(([name, own]) => {
      const effective = settingsFor(settings, keyOfEntry(name));
      const touched = OF_ONE_MAP.filter((rule) => [rule.of, ...rule.with].some((setting) => setting in own));
      return touched.flatMap((rule) => breachesWithin(`${name}.${rule.of}`, rule, effective));
    }),
};

const projectsHaveOneEntry: CrossFieldRule = {
  of: 'projectSettings',
  with: [],
  broken: ({ projectSettings }) =>
    eachTwice(Object.keys(projectSettings).map(keyOfEntry), 'each project once, whatever its case'),
};

export const LABEL_RULES: readonly CrossFieldRule[] = [...OF_ONE_MAP, projectsHaveOneEntry, mapsOfProjectsHold];

function breachesWithin(within: string, rule: CrossFieldRule, settings: Settings): Breach[] {
  return rule.broken(settings).map((breach) => ({ ...breach, within }));
}

const folded = (name: string): string => name.toLowerCase();

/** What the rule of the intake must be, for all projects and for each with settings of its own. */

import { type Breach, type CrossFieldRule, eachTwice } from './cross-field-rule.ts';
import { keyOfEntry } from './project-entries.ts';
import { settingsFor } from './settings-for.ts';
import type { Settings } from './settings.ts';

/** To GitHub, labels that differ in case only are one. */
const typesDiffer: CrossFieldRule = {
  of: 'intakeTypes',
  with: [],
  broken: ({ intakeTypes }) => eachTwice(Object.keys(intakeTypes), 'labels that differ in more than case'),
};

const prioritiesDiffer: CrossFieldRule = {
  of: 'intakePriorities',
  with: [],
  broken: ({ intakePriorities }) => eachTwice(Object.keys(intakePriorities), 'labels that differ in more than case'),
};

const labelsAreNamed: CrossFieldRule = {
  of: 'intake',
  with: ['intakeTypes'],
  broken: ({ intake, intakeTypes }) =>
    intake === 'labels' && Object.keys(intakeTypes).length === 0
      ? [{ expected: 'at least one label in intakeTypes', received: 'none' }]
      : [],
};

/** Mirin takes its own labels off again. */
const typesAreNotOwned: CrossFieldRule = {
  of: 'intakeTypes',
  with: ['labels', 'labelPrefix', 'retiredLabels'],
  broken: ({ intakeTypes, labels, labelPrefix, retiredLabels }) => {
    const owned = [...Object.values(labels).map((name) => labelPrefix + name), ...retiredLabels].map(folded);
    return Object.keys(intakeTypes)
      .filter((label) => owned.includes(folded(label)))
      .map((label) => ({ expected: 'labels that Mirin does not own', received: `"${label}"` }));
  },
};

const excludedAreNoTypes: CrossFieldRule = {
  of: 'intakeExcluded',
  with: ['intakeTypes'],
  broken: ({ intakeExcluded, intakeTypes }) => {
    const types = Object.keys(intakeTypes).map(folded);
    return intakeExcluded
      .filter((label) => types.includes(folded(label)))
      .map((label) => ({ expected: 'labels that intakeTypes does not name', received: `"${label}"` }));
  },
};

const OF_ONE_RULE = [typesDiffer, prioritiesDiffer, labelsAreNamed, typesAreNotOwned, excludedAreNoTypes];

const rulesOfProjectsHold: CrossFieldRule = {
  of: 'projectSettings',
  with: ['intake', 'intakeTypes', 'intakePriorities', 'intakeExcluded', 'labels', 'labelPrefix', 'retiredLabels'],
  broken: (settings) =>
    Object.entries(settings.projectSettings).flatMap(([name, own]) => {
      const effective = settingsFor(settings, keyOfEntry(name));
      const touched = OF_ONE_RULE.filter((rule) => [rule.of, ...rule.with].some((setting) => setting in own));
      return touched.flatMap((rule) => breachesWithin(`${name}.${rule.of}`, rule, effective));
    }),
};

export const INTAKE_RULES: readonly CrossFieldRule[] = [...OF_ONE_RULE, rulesOfProjectsHold];

function breachesWithin(within: string, rule: CrossFieldRule, settings: Settings): Breach[] {
  return rule.broken(settings).map((breach) => ({ ...breach, within }));
}

const folded = (name: string): string => name.toLowerCase();

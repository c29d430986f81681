/** What settings must be to each other; each rule is checked once its settings are right on their own. */

import type { Settings } from './settings.ts';
import type { SettingName } from './setting-names.ts';

/** `of` is the setting that a fault is laid to; `broken` tells what was expected and what came, or nothing. */
export interface CrossFieldRule {
  of: SettingName;
  with: readonly SettingName[];
  broken: (settings: Settings) => { expected: string; received: string } | undefined;
}

/** GitHub's limit: https://docs.github.com/en/rest/issues/labels */
const MAX_LABEL_CHARACTERS = 50;

const threeBeatsFit: CrossFieldRule = {
  of: 'heartbeatEveryMs',
  with: ['heartbeatTtlMs'],
  broken: ({ heartbeatEveryMs, heartbeatTtlMs }) =>
    heartbeatEveryMs * 3 > heartbeatTtlMs
      ? { expected: `at most a third of heartbeatTtlMs (${heartbeatTtlMs} ms)`, received: `${heartbeatEveryMs} ms` }
      : undefined,
};

const marginLeavesABeat: CrossFieldRule = {
  of: 'leaseMarginMs',
  with: ['heartbeatEveryMs', 'heartbeatTtlMs'],
  broken: ({ leaseMarginMs, heartbeatEveryMs, heartbeatTtlMs }) =>
    leaseMarginMs + heartbeatEveryMs >= heartbeatTtlMs
      ? {
          expected: `less than heartbeatTtlMs − heartbeatEveryMs (${heartbeatTtlMs - heartbeatEveryMs} ms)`,
          received: `${leaseMarginMs} ms`,
        }
      : undefined,
};

/** Checkpoints travel with the beats: a shorter deadline would report every holder as stuck. */
const progressSeesABeat: CrossFieldRule = {
  of: 'progressDeadlineMs',
  with: ['heartbeatEveryMs'],
  broken: ({ progressDeadlineMs, heartbeatEveryMs }) =>
    progressDeadlineMs !== 0 && progressDeadlineMs <= heartbeatEveryMs
      ? { expected: `0 or more than heartbeatEveryMs (${heartbeatEveryMs} ms)`, received: `${progressDeadlineMs} ms` }
      : undefined,
};

/** To GitHub, labels that differ in case only are one. */
const labelsDiffer: CrossFieldRule = {
  of: 'labels',
  with: [],
  broken: ({ labels }) => {
    const twice = firstTwice(Object.values(labels));
    if (twice === undefined) return undefined;
    return { expected: 'labels that differ in more than case', received: `"${twice}" twice` };
  },
};

const labelsFitGitHub: CrossFieldRule = {
  of: 'labelPrefix',
  with: ['labels'],
  broken: ({ labels, labelPrefix }) => {
    const long = Object.values(labels).find((label) => (labelPrefix + label).length > MAX_LABEL_CHARACTERS);
    return long === undefined
      ? undefined
      : {
          expected: `at most ${MAX_LABEL_CHARACTERS} characters of prefix and label together`,
          received: `${(labelPrefix + long).length} with "${long}"`,
        };
  },
};

const projectsDiffer: CrossFieldRule = {
  of: 'projects',
  with: [],
  broken: ({ projects }) => {
    const twice = firstTwice(projects.map((project) => project.key));
    if (twice === undefined) return undefined;
    return { expected: 'each project once, whatever its case', received: `"${twice}" twice` };
  },
};

export const CROSS_FIELD_RULES: readonly CrossFieldRule[] = [
  threeBeatsFit,
  marginLeavesABeat,
  progressSeesABeat,
  labelsDiffer,
  labelsFitGitHub,
  projectsDiffer,
];

function firstTwice(names: readonly string[]): string | undefined {
  const folded = names.map((name) => name.toLowerCase());
  return names.find((_, index) => folded.indexOf(folded[index] ?? '') !== index);
}

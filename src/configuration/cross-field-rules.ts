/** What settings must be to each other; each rule is checked once its settings are right on their own. */

import { eachTwice, type CrossFieldRule } from './cross-field-rule.ts';
import { INTAKE_RULES } from './intake-rules.ts';
import { LABEL_RULES } from './label-rules.ts';

const threeBeatsFit: CrossFieldRule = {
  of: 'heartbeatEveryMs',
  with: ['heartbeatTtlMs'],
  broken: ({ heartbeatEveryMs, heartbeatTtlMs }) =>
    heartbeatEveryMs * 3 > heartbeatTtlMs
      ? [{ expected: `at most a third of heartbeatTtlMs (${heartbeatTtlMs} ms)`, received: `${heartbeatEveryMs} ms` }]
      : [],
};

const marginLeavesABeat: CrossFieldRule = {
  of: 'leaseMarginMs',
  with: ['heartbeatEveryMs', 'heartbeatTtlMs'],
  broken: ({ leaseMarginMs, heartbeatEveryMs, heartbeatTtlMs }) =>
    leaseMarginMs + heartbeatEveryMs >= heartbeatTtlMs
      ? [
          {
            expected: `less than heartbeatTtlMs − heartbeatEveryMs (${heartbeatTtlMs - heartbeatEveryMs} ms)`,
            received: `${leaseMarginMs} ms`,
          },
        ]
      : [],
};

/** Checkpoints travel with the beats: a shorter deadline would report every holder as stuck. */
const progressSeesABeat: CrossFieldRule = {
  of: 'progressDeadlineMs',
  with: ['heartbeatEveryMs'],
  broken: ({ progressDeadlineMs, heartbeatEveryMs }) =>
    progressDeadlineMs !== 0 && progressDeadlineMs <= heartbeatEveryMs
      ? [{ expected: `0 or more than heartbeatEveryMs (${heartbeatEveryMs} ms)`, received: `${progressDeadlineMs} ms` }]
      : [],
};

const projectsDiffer: CrossFieldRule = {
  of: 'projects',
  with: [],
  broken: ({ projects }) =>
    eachTwice(
      projects.map((project) => project.key),
      'each project once, whatever its case',
    ),
};

export const CROSS_FIELD_RULES: readonly CrossFieldRule[] = [
  threeBeatsFit,
  marginLeavesABeat,
  progressSeesABeat,
  projectsDiffer,
  ...LABEL_RULES,
  ...INTAKE_RULES,
];

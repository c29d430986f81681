/** Sequences of steps: of all kinds together, and each time of one kind more than of the others. */

import * as fc from 'fast-check';
import type { Session } from './session.ts';
import { beatSteps } from './steps/beat-steps.ts';
import { damageSteps } from './steps/damage-steps.ts';
import { importSteps } from './steps/import-steps.ts';
import { labelSteps } from './steps/label-steps.ts';
import { lockSteps } from './steps/lock-steps.ts';
import { operatorSteps } from './steps/operator-steps.ts';
import { orphanSteps } from './steps/orphan-steps.ts';
import { processSteps } from './steps/process-steps.ts';
import { requestSteps } from './steps/request-steps.ts';
import type { Scene, Step } from './steps/step.ts';
import { taskSteps } from './steps/task-steps.ts';
import { timeSteps } from './steps/time-steps.ts';

const MOST_STEPS = 40;

/** How much more a kind comes where it is what a sequence is about. */
const EMPHASIS = 6;

const KINDS: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 10, arbitrary: timeSteps },
  { weight: 12, arbitrary: requestSteps },
  { weight: 6, arbitrary: beatSteps },
  { weight: 4, arbitrary: processSteps },
  { weight: 8, arbitrary: orphanSteps },
  { weight: 3, arbitrary: operatorSteps },
  { weight: 1, arbitrary: importSteps },
  { weight: 4, arbitrary: taskSteps },
  { weight: 3, arbitrary: labelSteps },
  { weight: 4, arbitrary: lockSteps },
  { weight: 2, arbitrary: damageSteps },
];

/** Steps of all kinds, `most` of one. */
const mixed = (most: number): fc.Arbitrary<Step> =>
  fc.oneof(
    ...KINDS.map(({ weight, arbitrary }, at) => ({ weight: at === most ? weight * EMPHASIS : weight, arbitrary })),
  );

/** A sequence for `fc.asyncModelRun`. */
export const sequences: fc.Arbitrary<Iterable<fc.AsyncCommand<Scene, Session, boolean>>> = fc.oneof(
  ...KINDS.map((_kind, at) => fc.commands([mixed(at)], { maxCommands: MOST_STEPS, size: 'max' })),
);

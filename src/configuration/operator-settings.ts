/** What can be said of the labels by which people ask Mirin for something. */

import { z } from 'zod';
import { labelName } from './label-settings.ts';

/** What a label can ask for. */
export const OPERATOR_VERBS = ['release', 'retry', 'hold'] as const;
export type OperatorVerb = (typeof OPERATOR_VERBS)[number];

const isOn = z.boolean({ error: 'true or false' });
const names = { error: 'the label of release, retry and hold' };

/** The settings of these labels, for all projects. */
export const operatorSettings = {
  operatorLabels: isOn
    .default(false)
    .describe('Carry out what people with write access ask for by the labels of `operatorLabelNames`.'),
  operatorLabelNames: z
    .strictObject(
      {
        release: labelName.default('mirin:release'),
        retry: labelName.default('mirin:retry'),
        hold: labelName.default('mirin:hold'),
      },
      names,
    )
    .prefault({})
    .describe('These labels, in full: `labelPrefix` is not put before them.'),
};

/** What one project has otherwise; what is left out is as for all. */
export const ownOperatorSettings = {
  operatorLabels: isOn,
  operatorLabelNames: z.strictObject({ release: labelName, retry: labelName, hold: labelName }, names).partial(),
};

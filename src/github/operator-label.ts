/** Tells which labels on an issue ask Mirin for something. */

import { OPERATOR_VERBS, type OperatorVerb } from '../configuration/operator-settings.ts';
import type { LabelMap, OwnedLabel } from './label-map.ts';
import { foldName } from './label-names.ts';

/** A label that asks for something, as the issue spells it. */
export interface OperatorLabel {
  verb: OperatorVerb;
  name: string;
}

/** Those among `names`; none where the project has it switched off. `hold` comes last: what is on hold stays so. */
export function operatorLabelsAmong({ operator }: LabelMap, names: readonly string[]): OperatorLabel[] {
  if (operator === undefined) return [];
  return OPERATOR_VERBS.flatMap((verb) => {
    const name = names.find((candidate) => foldName(candidate) === foldName(operator[verb]));
    return name === undefined ? [] : [{ verb, name }];
  });
}

const OPERATOR_COLOR = '5319e7';
const DESCRIPTIONS: Readonly<Record<OperatorVerb, string>> = {
  release: 'Asks Mirin to take this issue from its holder',
  retry: 'Asks Mirin to make this issue workable again',
  hold: 'Asks Mirin to let nobody work on this issue',
};

/** The labels by which people ask, as they are made; none where the project has it switched off. */
export function operatorDefinitions({ operator }: LabelMap): OwnedLabel[] {
  if (operator === undefined) return [];
  return OPERATOR_VERBS.map((verb) => ({
    name: operator[verb],
    color: OPERATOR_COLOR,
    description: DESCRIPTIONS[verb],
  }));
}

/** From the labels that are there to those that should be. */

import { expect } from 'chai';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { planLabels, type LabelPlan } from '../../src/github/label-plan.ts';

const map = labelMapOf(settingsSchema.parse({}));
const foreign = (count: number) => Array.from({ length: count }, (_, index) => `topic-${index}`);

type Row = readonly [title: string, present: string[], wanted: string[], plan: Partial<LabelPlan>];

const ROWS: readonly Row[] = [
  ['adds what is missing', ['bug'], ['processing'], { add: ['processing'], remove: [] }],
  ['removes what is stale', ['bug', 'processing'], [], { add: [], remove: ['processing'] }],
  ['replaces one by the other', ['processing'], ['completed'], { add: ['completed'], remove: ['processing'] }],
  [
    'removes every stale one',
    ['error', 'completed', 'processing'],
    [],
    { remove: ['error', 'completed', 'processing'] },
  ],
  ['leaves what fits', ['bug', 'completed'], ['completed'], { add: [], remove: [] }],
  ['takes another spelling for the same label', ['Completed'], ['completed'], { add: [], remove: [] }],
  ['removes by the spelling that is there', ['PROCESSING'], [], { remove: ['PROCESSING'] }],
  ['adds first while there is room', [...foreign(98), 'processing'], ['completed'], { isRemoveFirst: false }],
  ['removes first where there is no room', [...foreign(99), 'processing'], ['completed'], { isRemoveFirst: true }],
];

describe('planLabels', () => {
  for (const [title, present, wanted, plan] of ROWS) {
    it(title, () => {
      expect(planLabels(map, { present, wanted, wasShown: false })).to.deep.include(plan);
    });
  }

  describe('where people are respected', () => {
    const respectful = labelMapOf(settingsSchema.parse({ labelMode: 'respect', retiredLabels: ['done'] }));
    const plan = (present: string[], wasShown: boolean) =>
      planLabels(respectful, { present, wanted: ['completed'], wasShown });

    it('leaves an issue bare whose label was shown and removed', () => {
      expect(plan(['bug'], true)).to.deep.include({ add: [], remove: [] });
    });

    it('adds the label of a state that was not shown yet', () => {
      expect(plan(['bug'], false)).to.deep.include({ add: ['completed'], remove: [] });
    });

    it('replaces a stale or retired label all the same', () => {
      expect(plan(['error'], true)).to.deep.include({ add: ['completed'], remove: ['error'] });
      expect(plan(['Done'], true)).to.deep.include({ add: ['completed'], remove: ['Done'] });
    });
  });

  it('puts back what a person removed where nothing else is asked for', () => {
    expect(planLabels(map, { present: [], wanted: ['completed'], wasShown: true })).to.deep.include({
      add: ['completed'],
    });
  });
});

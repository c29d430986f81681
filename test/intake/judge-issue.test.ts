/** Which issues are work by a rule, of which type and priority, and why others are not. */

import { expect } from 'chai';
import { settingsSchema, type Settings } from '../../src/configuration/settings.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import type { ListedIssue } from '../../src/github/listed-issue.ts';
import { intakeRuleOf } from '../../src/intake/intake-rule.ts';
import { judgeIssue } from '../../src/intake/judge-issue.ts';

const MAP = labelMapOf(settingsSchema.parse({}));

describe('an issue judged by the rule of the intake', () => {
  const judge = (given: Partial<Settings>, over: Partial<ListedIssue>, isKnown = false) => {
    const rule = intakeRuleOf(settingsSchema.parse({ ...given }));
    if (rule === undefined) throw new Error('the intake is off');
    const issue = { issue: 7, labels: [], isOpen: true, isAssigned: false, createdAtMs: 0, ...over };
    return judgeIssue(rule, MAP, issue, isKnown);
  };
  const byPreset = (...labels: string[]) => judge({ intake: 'poppobuilder' }, { labels });
  const OWN: Partial<Settings> = {
    intake: 'labels',
    intakeTypes: { Bug: 'fix', question: 'answer' },
    intakePriorities: { urgent: 'high', someday: 'low' },
    intakeExcluded: ['wontfix'],
  };

  it('is taken by no rule where the intake is off', () => {
    expect(intakeRuleOf(settingsSchema.parse({}))).to.equal(undefined);
  });

  const rows: [labels: string[], verdict: object | string][] = [
    [['task:misc'], { type: 'misc', priority: 'normal' }],
    [['task:dogfooding'], { type: 'dogfooding', priority: 'dogfooding' }],
    [['task:quality', 'priority:high'], { type: 'quality', priority: 'high' }],
    [['Task:Docs', 'PRIORITY:low'], { type: 'docs', priority: 'low' }],
    [['priority:low', 'task:feature', 'priority:high'], { type: 'feature', priority: 'high' }],
    [['task:dogfooding', 'task:misc', 'priority:low'], { type: 'dogfooding', priority: 'dogfooding' }],
    [['bug', 'priority:high'], 'no-label'],
    [['task:misc', 'skip:poppobuilder'], 'excluded'],
    [['task:misc', 'processing'], 'owned-label'],
    [['task:misc', 'completed'], 'owned-label'],
  ];
  for (const [labels, verdict] of rows) {
    it(`with ${labels.join(' and ')} is ${JSON.stringify(verdict)} by the preset`, () => {
      expect(byPreset(...labels)).to.deep.equal(verdict);
    });
  }

  it('is not kept by an owned label where Mirin has a record of it', () => {
    expect(judge({ intake: 'poppobuilder' }, { labels: ['task:misc', 'error'] }, true)).to.include({ type: 'misc' });
  });

  it('is judged by labels of the settings, whatever their case', () => {
    expect(judge(OWN, { labels: ['bug', 'Urgent'] })).to.deep.equal({ type: 'fix', priority: 'high' });
    expect(judge(OWN, { labels: ['question', 'WontFix'] })).to.equal('excluded');
    expect(judge(OWN, { labels: ['task:misc'] })).to.equal('no-label');
  });

  it('is judged by preset and settings together, where both are there', () => {
    const both: Partial<Settings> = { ...OWN, intake: 'poppobuilder', intakeTypes: { 'task:misc': 'chore' } };
    expect(judge(both, { labels: ['task:misc'] })).to.include({ type: 'chore' });
    expect(judge(both, { labels: ['task:docs', 'urgent'] })).to.deep.equal({ type: 'docs', priority: 'high' });
  });

  it('has to be open, unless closed ones are wanted', () => {
    const closed = { labels: ['bug'], isOpen: false };
    expect(judge(OWN, closed)).to.equal('closed');
    expect(judge({ ...OWN, intakeOpenOnly: false }, closed)).to.include({ type: 'fix' });
  });

  it('may have to be assigned, or not to be', () => {
    const judgeBy = (intakeAssigned: Settings['intakeAssigned'], isAssigned: boolean) =>
      judge({ ...OWN, intakeAssigned }, { labels: ['bug'], isAssigned });
    expect(judgeBy('assigned', false)).to.equal('unassigned');
    expect(judgeBy('assigned', true)).to.include({ type: 'fix' });
    expect(judgeBy('unassigned', true)).to.equal('assigned');
    expect(judgeBy('unassigned', false)).to.include({ type: 'fix' });
  });
});

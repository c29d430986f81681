/** Which deliveries lead to a look for work. */

import { expect } from 'chai';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { intakeRuleOf } from '../../src/intake/intake-rule.ts';
import { payloadSchemaOf } from '../../src/webhooks/payload.ts';
import { workHintOf } from '../../src/webhooks/work-hint.ts';
import { allExamples, examplePayload } from '../support/webhooks.ts';

const WORK = { number: 7, labels: [{ name: 'task:misc' }] };
const OTHER = { number: 7, labels: [{ name: 'bug' }] };

describe('a delivery as a hint at work', () => {
  const rule = intakeRuleOf(settingsSchema.parse({ intake: 'poppobuilder' }));
  if (rule === undefined) throw new Error('the preset is no rule');
  const hint = (event: string, payload: unknown) =>
    workHintOf({ event, payload: payloadSchemaOf(event).parse(payload) }, rule);
  const issueHint = (action: string, over: Record<string, unknown>) =>
    hint('issues', { ...examplePayload('issues', 'labeled', 'acme/widgets', over), action });
  const commentHint = (action: string, over: Record<string, unknown> = {}) =>
    hint('issue_comment', examplePayload('issue_comment', action, 'acme/widgets', { issue: WORK, ...over }));

  it('leads to a look at an issue of a label that the rule names', () => {
    for (const action of ['opened', 'reopened', 'closed', 'assigned', 'unassigned']) {
      expect(issueHint(action, { issue: WORK }), action).to.deep.equal({ issue: 7 });
      expect(issueHint(action, { issue: OTHER }), action).to.equal(undefined);
    }
    expect(issueHint('edited', { issue: WORK })).to.equal(undefined);
  });

  it('leads to a look where such a label was set or taken off, and not where it was any other', () => {
    for (const action of ['labeled', 'unlabeled']) {
      expect(issueHint(action, { issue: OTHER, label: { name: 'Task:Misc' } }), action).to.deep.equal({ issue: 7 });
      expect(issueHint(action, { issue: OTHER, label: { name: 'skip:poppobuilder' } })).to.deep.equal({ issue: 7 });
      expect(issueHint(action, { issue: WORK, label: { name: 'processing' } }), action).to.equal(undefined);
      expect(issueHint(action, { issue: WORK, label: undefined }), 'its label is gone').to.deep.equal({ issue: 7 });
    }
  });

  it('leads to a look at a new comment on an issue, and at no other', () => {
    const comment = { id: 41, user: { type: 'User' } };
    expect(commentHint('created', { comment })).to.deep.equal({ issue: 7, comment: 41 });
    expect(commentHint('edited', { comment })).to.equal(undefined);
    expect(commentHint('deleted', { comment })).to.equal(undefined);
    expect(commentHint('created', { comment: { id: 41, user: { type: 'Bot' } } })).to.equal(undefined);
    expect(commentHint('created', { comment, issue: { ...WORK, pull_request: {} } })).to.equal(undefined);
  });

  it('can be read from every example of GitHub', () => {
    const examples = allExamples().filter(({ event }) => event === 'issues' || event === 'issue_comment');
    for (const { event, payload } of examples) expect(() => hint(event, payload)).not.to.throw();
    expect(examples.length).to.be.above(10);
  });
});

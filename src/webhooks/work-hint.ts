/** Reads a delivery as a hint at work: an issue, or a comment, that a worker ought to look at. */

import type { IntakeRule } from '../intake/intake-rule.ts';
import type { Delivery, WebhookPayload } from './payload.ts';

export interface WorkHint {
  issue: number;
  comment?: number;
}

/** What may make an issue work, or work no more. */
const ACTIONS = new Set(['opened', 'reopened', 'closed', 'assigned', 'unassigned', 'transferred', 'deleted']);

/** undefined: nothing in it can be work by this rule. Mirin's own labels and comments lead to no look. */
export function workHintOf({ event, payload }: Pick<Delivery, 'event' | 'payload'>, rule: IntakeRule) {
  const { issue } = payload;
  if (issue === undefined || issue.pull_request !== undefined) return undefined;
  if (event === 'issue_comment') return rule.comments ? commentHint(issue.number, payload) : undefined;
  return event === 'issues' && concernsRule(payload, rule) ? { issue: issue.number } : undefined;
}

function commentHint(issue: number, { action, comment }: WebhookPayload): WorkHint | undefined {
  if (action !== 'created' || comment === undefined || comment.user?.type === 'Bot') return undefined;
  return { issue, comment: comment.id };
}

function concernsRule({ action = '', issue, label }: WebhookPayload, rule: IntakeRule): boolean {
  if (action === 'labeled' || action === 'unlabeled') return label === undefined || isNamed(rule, label.name);
  if (!ACTIONS.has(action)) return false;
  return issue?.labels === undefined || issue.labels.some(({ name }) => isNamed(rule, name));
}

function isNamed({ types, priorities, excluded }: IntakeRule, label: string): boolean {
  const folded = label.toLowerCase();
  return folded in types || folded in priorities || excluded.includes(folded);
}

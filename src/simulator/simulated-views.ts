/** How the GitHub simulator shows its things in JSON: the fields of GitHub's answers that programs commonly read. */

import type { SimulatedComment, SimulatedIssue } from './simulated-issue.ts';
import type { SimulatedLabel } from './simulated-labels.ts';
import type { SimulatedRepository } from './simulated-repository.ts';

const USER = { login: 'simulated-user', id: 1, type: 'User' };

export function viewLabel(label: SimulatedLabel) {
  return { ...label, node_id: `LA_${label.id}`, default: false };
}

export function viewIssue(issue: SimulatedIssue) {
  return {
    id: issue.id,
    node_id: `I_${issue.id}`,
    number: issue.number,
    title: issue.title,
    state: 'open',
    locked: issue.isLocked,
    user: USER,
    labels: issue.labels.map(viewLabel),
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    ...(issue.isPullRequest && { pull_request: {} }),
  };
}

export function viewComment({ id, body, createdAt }: SimulatedComment) {
  return { id, node_id: `IC_${id}`, body, user: USER, created_at: createdAt, updated_at: createdAt };
}

export function viewRepository({ id, name }: SimulatedRepository) {
  const [owner = '', repo = ''] = name.split('/');
  return {
    id,
    node_id: `R_${id}`,
    name: repo,
    full_name: name,
    owner: { ...USER, login: owner },
    private: false,
    archived: false,
    has_issues: true,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** How the GitHub simulator shows its things in JSON: with every field that GitHub's own description demands. */

import { OWN_ACCOUNT, type SimulatedComment, type SimulatedEvent, type SimulatedIssue } from './simulated-issue.ts';
import type { SimulatedLabel } from './simulated-labels.ts';
import type { SimulatedRepository } from './simulated-repository.ts';
import { issueUrls, repositoryUrls, userUrls } from './simulated-urls.ts';

/** Where the things are that are shown. */
export interface SimulatedScene {
  /** Of the simulator, as the client named it. */
  origin: string;
  repository: SimulatedRepository;
}

export function viewLabel({ origin, repository }: SimulatedScene, label: SimulatedLabel) {
  const url = `${origin}/repos/${repository.name}/labels/${encodeURIComponent(label.name)}`;
  return { ...label, node_id: `LA_${label.id}`, url, default: false };
}

export function viewIssue(scene: SimulatedScene, issue: SimulatedIssue) {
  const urls = issueUrls(scene.origin, scene.repository.name, issue.number);
  return {
    ...urls,
    id: issue.id,
    node_id: `I_${issue.id}`,
    number: issue.number,
    title: issue.title,
    state: issue.isClosed ? 'closed' : 'open',
    locked: issue.isLocked,
    user: viewUser(scene.origin),
    labels: issue.labels.map((label) => viewLabel(scene, label)),
    comments: issue.comments.length,
    assignee: null,
    assignees: issue.assignees.map((login) => viewUser(scene.origin, login)),
    milestone: null,
    author_association: 'NONE',
    closed_at: issue.isClosed ? issue.updatedAt : null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    ...(issue.isPullRequest && {
      pull_request: { url: urls.url, html_url: urls.html_url, diff_url: null, patch_url: null },
    }),
  };
}

export function viewComment(scene: SimulatedScene, issue: number, { id, body, createdAt, author }: SimulatedComment) {
  const { origin, repository } = scene;
  return {
    id,
    node_id: `IC_${id}`,
    url: `${origin}/repos/${repository.name}/issues/comments/${id}`,
    html_url: `${origin}/${repository.name}/issues/${issue}#issuecomment-${id}`,
    issue_url: `${origin}/repos/${repository.name}/issues/${issue}`,
    author_association: 'NONE',
    body,
    user: viewUser(origin, author.login, author.type),
    created_at: createdAt,
    updated_at: createdAt,
  };
}

export function viewEvent(scene: SimulatedScene, { id, event, label, actor, createdAt }: SimulatedEvent) {
  return {
    id,
    node_id: `LE_${id}`,
    url: `${scene.origin}/repos/${scene.repository.name}/issues/events/${id}`,
    actor: viewUser(scene.origin, actor),
    event,
    commit_id: null,
    commit_url: null,
    created_at: createdAt,
    performed_via_github_app: null,
    label: { name: label.name, color: label.color },
  };
}

/** What GitHub says of anybody, at least where all may read. */
export function viewPermission(scene: SimulatedScene, login: string) {
  const permission = scene.repository.permissions.get(login) ?? 'read';
  return { permission, role_name: permission, user: { ...viewUser(scene.origin, login), role_name: permission } };
}

export function viewRepository(scene: SimulatedScene) {
  const { origin, repository } = scene;
  const [owner = '', name = ''] = repository.name.split('/');
  return {
    ...repositoryUrls(origin, repository.name),
    ...addressesOf(origin, repository.name),
    ...NOTHING_MUCH,
    id: repository.id,
    node_id: `R_${repository.id}`,
    name,
    full_name: repository.name,
    owner: viewUser(origin, owner),
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** Of clones and pages. */
const addressesOf = (origin: string, name: string) => ({
  html_url: `${origin}/${name}`,
  clone_url: `${origin}/${name}.git`,
  git_url: `git:${new URL(origin).host}/${name}.git`,
  ssh_url: `git@${new URL(origin).hostname}:${name}.git`,
  svn_url: `${origin}/${name}`,
  mirror_url: null,
  homepage: null,
});

/** What every simulated repository has: issues, and not much else. */
const NOTHING_MUCH = {
  private: false,
  fork: false,
  archived: false,
  disabled: false,
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  description: null,
  language: null,
  license: null,
  default_branch: 'main',
  size: 0,
  forks: 0,
  forks_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  network_count: 0,
  subscribers_count: 0,
  created_at: '2011-01-26T19:01:12Z',
  updated_at: '2011-01-26T19:14:43Z',
  pushed_at: '2011-01-26T19:06:43Z',
};

export function viewUser(origin: string, login = OWN_ACCOUNT.login, type = OWN_ACCOUNT.type) {
  return {
    ...userUrls(origin, login),
    login,
    id: 1,
    node_id: 'U_1',
    type: login.endsWith('[bot]') ? 'Bot' : type,
    site_admin: false,
    gravatar_id: '',
    avatar_url: `${origin}/avatars/${encodeURIComponent(login)}`,
    html_url: `${origin}/${encodeURIComponent(login)}`,
  };
}

/** The addresses that GitHub's answers name: of users, repositories, issues, labels and comments. */

/** Names of a user's addresses, and what each adds to the user's own. */
const USER_URLS = {
  followers_url: '/followers',
  following_url: '/following{/other_user}',
  gists_url: '/gists{/gist_id}',
  starred_url: '/starred{/owner}{/repo}',
  subscriptions_url: '/subscriptions',
  organizations_url: '/orgs',
  repos_url: '/repos',
  events_url: '/events{/privacy}',
  received_events_url: '/received_events',
};

/** The same of a repository. */
const REPOSITORY_URLS = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

const ISSUE_URLS = { labels_url: '/labels{/name}', comments_url: '/comments', events_url: '/events' };

/** `origin` is that of the simulator, such as `http://127.0.0.1:4000`. */
export const userUrls = (origin: string, login: string) =>
  family(`${origin}/users/${encodeURIComponent(login)}`, USER_URLS);

export const repositoryUrls = (origin: string, name: string) => family(`${origin}/repos/${name}`, REPOSITORY_URLS);

export const issueUrls = (origin: string, name: string, number: number) => ({
  ...family(`${origin}/repos/${name}/issues/${number}`, ISSUE_URLS),
  repository_url: `${origin}/repos/${name}`,
  html_url: `${origin}/${name}/issues/${number}`,
});

/** The thing's own address, and those below it. */
function family(url: string, rest: Readonly<Record<string, string>>) {
  const others = Object.entries(rest).map(([name, below]) => [name, `${url}${below}`]);
  return { url, ...(Object.fromEntries(others) as Record<string, string>) };
}

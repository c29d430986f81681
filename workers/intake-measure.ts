/** What a worker judges a project's issues and comments by; undefined where the project takes no work by itself. */

import { settingsFor } from '../src/configuration/settings-for.ts';
import { calledNow } from '../src/github/called-now.ts';
import type { GitHubAccounts } from '../src/github/github-accounts.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { readOwnLogin } from '../src/github/own-login.ts';
import type { Repository } from '../src/github/repository.ts';
import { intakeRuleOf } from '../src/intake/intake-rule.ts';
import type { CommentMeasure } from '../src/intake/note-comments.ts';
import type { Site, WorkerContext } from './site.ts';

export async function intakeMeasure(
  site: Site,
  { settings: all, github }: WorkerContext,
  repository: Repository,
): Promise<Omit<CommentMeasure, 'fromMs'> | undefined> {
  const settings = settingsFor(all, site.project.key);
  const rule = intakeRuleOf(settings);
  if (rule === undefined) return undefined;
  const map = await calledNow(site.store, labelMapOf(settings));
  const isHeard = !settings.intakeComments || settings.intakeOwnComments;
  const ownLogin = isHeard ? undefined : await ownLoginOf(site, github, repository);
  return { rule, map, ownLogin, ignored: settings.intakeIgnoredAuthors };
}

/** Whose token it is never changes. */
const known = new WeakMap<GitHubAccounts, Map<string, string | undefined>>();

/** There is no account behind an App's installation, whose comments are a bot's; asking would be refused. */
async function ownLoginOf(
  { project }: Site,
  github: GitHubAccounts,
  repository: Repository,
): Promise<string | undefined> {
  if (github.appOf(project) !== undefined) return undefined;
  const logins = known.get(github) ?? new Map<string, string | undefined>();
  known.set(github, logins);
  if (!logins.has(project.key)) logins.set(project.key, await readOwnLogin(repository));
  return logins.get(project.key);
}

/** Whether GitHub can be reached, and what each project's account may do there. */

import type { Project } from '../../queues/project.ts';
import { accessByProject, type ProjectAccess } from '../configuration/github-access.ts';
import type { Settings } from '../configuration/settings.ts';
import { MirinError } from '../errors.ts';
import { GitHubAccounts } from '../github/github-accounts.ts';
import {
  ALL_RIGHTS,
  type Lack,
  lacksOfInstallation,
  lacksOfRepository,
  lacksOfToken,
  readRepositoryFacts,
  type Right,
} from '../github/project-rights.ts';
import type { Finding } from './finding.ts';

const about = 'github';

/** Asks beside the gates: an operator wants to know now. A token of an installation is all that is made for it. */
export async function diagnoseGitHub(settings: Settings): Promise<Finding[]> {
  let access: Map<string, ProjectAccess>;
  try {
    access = accessByProject(settings);
  } catch (error) {
    return [failed('', error)];
  }
  const github = new GitHubAccounts(access);
  try {
    const findings = settings.projects.map(async (project) => {
      const found = access.get(project.key);
      return found === undefined ? [withoutAccount(project)] : await aboutProject(project, found, github);
    });
    return (await Promise.all(findings)).flat();
  } finally {
    await github.close();
  }
}

async function aboutProject(project: Project, access: ProjectAccess, github: GitHubAccounts): Promise<Finding[]> {
  try {
    const lacks = await lacksIn(project, github);
    const lacked = new Set<Right>(lacks.flatMap(({ rights }) => rights));
    const may = ALL_RIGHTS.filter((right) => !lacked.has(right));
    const detail = `${project.name}: may ${listed(may)} at ${access.apiUrl}, as ${accountWords(access)}`;
    const granted: Finding[] = may.length === 0 ? [] : [{ about, state: 'ok', detail }];
    return [...granted, ...lacks.map((lack) => findingOf(project, lack))];
  } catch (error) {
    return [failed(`${project.name}: `, error)];
  }
}

/** What an installation may do is known before it is asked for a token, which a suspended one would not get. */
async function lacksIn(project: Project, github: GitHubAccounts): Promise<Lack[]> {
  const installation = await github.appOf(project)?.installationOf(project);
  const ofInstallation = installation === undefined ? [] : lacksOfInstallation(installation);
  if (ofInstallation.length > 0) return ofInstallation;
  const facts = await readRepositoryFacts((await github.clientOf(project)).repository(project));
  const ofRepository = lacksOfRepository(facts);
  return ofRepository.length > 0 || installation !== undefined ? ofRepository : lacksOfToken(facts);
}

/** Without the right to create labels Mirin goes on with those that are there. */
function findingOf({ name }: Project, { rights, because, advice }: Lack): Finding {
  const state = rights.length === 1 && rights[0] === 'create labels' ? 'warning' : 'failed';
  return { about, state, detail: `${name}: may not ${listed(rights, 'or')}: ${because}`, advice };
}

function withoutAccount({ name }: Project): Finding {
  const advice = 'Set GITHUB_TOKEN, or a GitHub App (docs/github.md), for the workers; everything else works without.';
  return { about, state: 'warning', detail: `${name}: no token and no App: labels wait`, advice };
}

function failed(prefix: string, error: unknown): Finding {
  const detail = `${prefix}${error instanceof Error ? error.message : String(error)}`;
  const advice = (error instanceof MirinError ? error.hint : undefined) ?? 'Check GITHUB_API_URL and the network.';
  return { about, state: 'failed', detail, advice };
}

const accountWords = ({ as }: ProjectAccess): string => ('app' in as ? `App ${as.app.appId}` : 'bearer of a token');

/** `read, label and comment`. */
function listed(words: readonly string[], last = 'and'): string {
  const end = words.slice(-2).join(` ${last} `);
  return [...words.slice(0, -2), end].join(', ');
}

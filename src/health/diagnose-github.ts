/** Whether GitHub can be reached and lets the token see each project. */

import type { Project } from '../../queues/project.ts';
import type { Settings } from '../configuration/settings.ts';
import { GitHubClient } from '../github/github-client.ts';
import { MirinError } from '../errors.ts';
import { listLabelDefinitions } from '../github/label-definitions.ts';
import type { Finding } from './finding.ts';

export async function diagnoseGitHub(settings: Settings): Promise<Finding[]> {
  const { githubToken: token, githubApiUrl: apiUrl, projects } = settings;
  if (token === undefined) {
    const advice = 'Set GITHUB_TOKEN to a token that may label issues; everything else works without.';
    return [{ about: 'github', state: 'warning', detail: 'no token: labels wait', advice }];
  }
  const github = new GitHubClient({ apiUrl, token });
  try {
    return await Promise.all(projects.map((project) => aboutProject(github, project, apiUrl)));
  } finally {
    await github.close();
  }
}

async function aboutProject(github: GitHubClient, project: Project, apiUrl: string): Promise<Finding> {
  try {
    const definitions = await listLabelDefinitions(github.repository(project));
    return {
      about: 'github',
      state: 'ok',
      detail: `${project.name}: readable at ${apiUrl}, ${definitions.length} labels defined`,
    };
  } catch (error) {
    const detail = `${project.name}: ${error instanceof Error ? error.message : String(error)}`;
    const advice = (error instanceof MirinError ? error.hint : undefined) ?? 'Check GITHUB_API_URL and the network.';
    return { about: 'github', state: 'failed', detail, advice };
  }
}

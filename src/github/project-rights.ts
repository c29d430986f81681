/** What an account may not do in a repository, from what GitHub tells of both; nothing is written to find out. */

import { z } from 'zod';
import type { Installation } from './answers.ts';
import type { GitHubReply } from './attempt.ts';
import type { Repository } from './repository.ts';

/** What Mirin does. */
export type Right = 'read' | 'label' | 'comment' | 'create labels';

export interface Lack {
  rights: readonly Right[];
  because: string;
  advice: string;
}

/** `permissions` is the role of the token's owner. */
const repositoryAnswer = z.object({
  archived: z.boolean(),
  has_issues: z.boolean(),
  private: z.boolean(),
  permissions: z.object({ triage: z.boolean().optional(), push: z.boolean() }).optional(),
});

export interface RepositoryFacts extends z.output<typeof repositoryAnswer> {
  /** Of a classic token; GitHub does not tell what a fine-grained one was made for. */
  scopes?: readonly string[] | undefined;
}

export const ALL_RIGHTS: readonly Right[] = ['read', 'label', 'comment', 'create labels'];
const WRITES: readonly Right[] = ['label', 'comment', 'create labels'];

/**
 * Reads what GitHub tells of the repository, and of the token that asks.
 * @throws GitHubUnavailableError, GitHubRefusedError where it can't even be read
 */
export async function readRepositoryFacts(repository: Repository): Promise<RepositoryFacts> {
  const { data, headers } = await repository.send({
    method: 'GET',
    path: '',
    send: (octokit, place) => octokit.rest.repos.get(place),
    answer: repositoryAnswer,
  });
  return { ...data, scopes: scopesOf(headers) };
}

function scopesOf(headers: GitHubReply['headers']): string[] | undefined {
  const scopes = headers['x-oauth-scopes'];
  if (scopes === undefined) return undefined;
  return String(scopes)
    .split(',')
    .map((scope) => scope.trim());
}

/** Whoever asks. */
export function lacksOfRepository({ archived, has_issues: hasIssues }: RepositoryFacts): Lack[] {
  if (archived) return readOnly('it is archived', 'Unarchive it, or take it out of the projects.');
  if (hasIssues) return [];
  return readOnly('its issues are switched off', "Switch Issues on in the repository's settings.");
}

/** Labels, their definitions and comments are all of the permission "Issues". */
export function lacksOfInstallation({ permissions, suspended_at: suspendedAt }: Installation): Lack[] {
  if (typeof suspendedAt === 'string') {
    const advice = 'Unsuspend it where the App is installed; labels follow by themselves.';
    return [{ rights: ALL_RIGHTS, because: `the installation has been suspended since ${suspendedAt}`, advice }];
  }
  const granted = permissions['issues'] ?? 'none';
  if (granted === 'write') return [];
  const advice = 'Set "Issues" to "Read and write" in the App\'s permissions, and accept that where it is installed.';
  return readOnly(`the App's permission for issues is "${granted}"`, advice);
}

/** https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
export function lacksOfToken({ scopes, private: isPrivate, permissions }: RepositoryFacts): Lack[] {
  const enough = isPrivate ? ['repo'] : ['repo', 'public_repo'];
  if (scopes !== undefined && !scopes.some((scope) => enough.includes(scope))) {
    const wanted = enough.join(' or ');
    return readOnly(`the token lacks the scope ${wanted}`, `Give the token the scope ${wanted}.`);
  }
  return permissions === undefined ? [] : lacksOfRole(permissions);
}

/** https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization */
function lacksOfRole({ triage, push }: NonNullable<RepositoryFacts['permissions']>): Lack[] {
  if (push) return [];
  const define: Lack = {
    rights: ['create labels'],
    because: "the role of the token's owner is below Write",
    advice: 'Have somebody who has it run mirin labels setup once: labels that are there can be used without.',
  };
  if (triage === true) return [define];
  const advice = "Give the token's owner the role Triage or a higher one.";
  return [{ rights: ['label'], because: "the role of the token's owner is below Triage", advice }, define];
}

const readOnly = (because: string, advice: string): Lack[] => [{ rights: WRITES, because, advice }];

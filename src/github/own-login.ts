/** Whose token it is: comments of that account are Mirin's own, or its handlers'. */

import { z } from 'zod';
import { GitHubError } from './errors.ts';
import type { Repository } from './repository.ts';

const userAnswer = z.object({ login: z.string() });

/** undefined where GitHub does not say: an installation's token belongs to no account, and its comments are a bot's. */
export async function readOwnLogin(repository: Repository): Promise<string | undefined> {
  try {
    const { data } = await repository.send({
      method: 'GET',
      path: ' (GET /user)',
      send: (octokit) => octokit.rest.users.getAuthenticated(),
      answer: userAnswer,
    });
    return data.login;
  } catch (error) {
    const isRefused = error instanceof GitHubError && ['permanent', 'missing'].includes(error.fault.kind);
    if (isRefused) return undefined;
    throw error;
  }
}

/** Does something in a repository wherever that is now: renames and moves are followed. */

import { GitHubError } from './errors.ts';
import type { Repository } from './repository.ts';

/** Once more at the new place, where it was said to have moved, and has. */
export async function wherever<T>(repository: Repository, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isMoved = error instanceof GitHubError && error.fault.kind === 'moved';
    if (isMoved && (await repository.relocate())) return await act();
    throw error;
  }
}

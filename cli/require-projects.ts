/** For commands that serve projects: there must be at least one. */

import type { Settings } from '../src/configuration/settings.ts';
import { ConfigInvalidError } from '../src/errors.ts';

/** @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) when no project is configured */
export function requireProjects({ projects }: Settings): void {
  if (projects.length > 0) return;
  throw new ConfigInvalidError([
    { field: '--project', expected: 'owner/repo (or MIRIN_PROJECT)', received: 'nothing' },
  ]);
}

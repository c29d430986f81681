/** Opens GitHub for a command that asks much: its requests pass the account's gate, as those of all workers do. */

import type { Redis } from 'ioredis';
import { accessByProject } from '../src/configuration/github-access.ts';
import type { Settings } from '../src/configuration/settings.ts';
import { ConfigInvalidError } from '../src/errors.ts';
import type { GateOf } from '../src/github/github-app.ts';
import { GitHubAccounts } from '../src/github/github-accounts.ts';
import { redisAccountGate } from '../src/github/redis-account-gate.ts';
import type { Repository } from '../src/github/repository.ts';
import type { OpenProject } from './project.ts';

/** Time that each request may wait for its turn. */
const PATIENCE_MS = 60_000;

const NO_ACCOUNT = {
  field: 'GITHUB_TOKEN',
  expected: "a token that may read the project's issues, or a GitHub App (MIRIN_GITHUB_APP_ID)",
  received: 'nothing',
};

/** Runs `use` with the project's repository. @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) without an account */
export async function withRepository<T>(
  { project, settings, redis }: Pick<OpenProject, 'project' | 'settings' | 'redis'>,
  use: (repository: Repository) => Promise<T>,
): Promise<T> {
  const github = openGitHub(settings, redis);
  try {
    if (!github.serves(project)) throw new ConfigInvalidError([NO_ACCOUNT]);
    const client = await github.clientOf(project);
    return await use(client.repository(project, { patienceMs: PATIENCE_MS }));
  } finally {
    await github.close();
  }
}

/** What happens to the account as a whole is told by the workers, and by `mirin labels status`. */
function openGitHub(settings: Settings, redis: Redis): GitHubAccounts {
  const { githubWriteGapMs: writeGapMs } = settings;
  const gateOf: GateOf = (account) => redisAccountGate(redis, account, { writeGapMs }, () => undefined);
  return new GitHubAccounts(accessByProject(settings), gateOf);
}

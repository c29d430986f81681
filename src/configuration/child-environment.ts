/** The environment that a command run under a lease inherits. */

/** What a command under a lease is told of it; a `mirin` that such a command calls finds them in its environment. */
export const RUN_VARIABLES = ['MIRIN_ISSUE', 'MIRIN_FENCE', 'MIRIN_PROCESS_ID', 'MIRIN_RUN_ID'] as const;

/** This process's own environment, without the secrets that only Mirin needs. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { MIRIN_BOARD_PASSWORD: _password, MIRIN_GITHUB_APP_PRIVATE_KEY: _key, ...rest } = env;
  return rest;
}

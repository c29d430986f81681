/** The environment that a command run under a lease inherits. */

/** This process's own environment, without the secrets that only Mirin needs. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { MIRIN_BOARD_PASSWORD: _password, ...rest } = env;
  return rest;
}

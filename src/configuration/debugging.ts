/** Whether this run is being debugged: asked even where the settings themselves could not be loaded. */

/** True for the log levels `debug` and `trace`, by flag or environment. */
export function isDebugging(logLevel: string | undefined, env: NodeJS.ProcessEnv = process.env): boolean {
  return ['debug', 'trace'].includes(logLevel ?? env['MIRIN_LOG_LEVEL'] ?? '');
}

/** The stable codes of every fault that Mirin reports; docs/errors.md lists the same, held equal by a test. */

export const ERROR_CODES = [
  'MIRIN_CONFIG_INVALID',
  'MIRIN_REQUEST_INVALID',
  'MIRIN_LEASE_LOST',
  'MIRIN_CANCELLED',
  'MIRIN_PROCESS_ENDED',
  'MIRIN_TIMED_OUT',
  'MIRIN_CLOSED',
  'MIRIN_REQUEST_FAILED',
  'MIRIN_REDIS_UNAVAILABLE',
  'MIRIN_REDIS_UNSUITABLE',
  'MIRIN_STATE_CORRUPT',
  'MIRIN_SCHEMA_UNSUPPORTED',
  'MIRIN_GITHUB_UNAVAILABLE',
  'MIRIN_GITHUB_REFUSED',
  'MIRIN_IMPORT_UNREADABLE',
  'MIRIN_MIGRATION_CONFLICT',
  'MIRIN_BUG',
] as const;

/** One of {@link ERROR_CODES}; it survives the way through a job, a log line and an exit message. */
export type ErrorCode = (typeof ERROR_CODES)[number];

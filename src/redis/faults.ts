/** Turns what Redis and the connection throw into Mirin's own errors, in one place. */

import { type ErrorCode, ERROR_CODES } from '../../queues/error-codes.ts';
import { BugError, MirinError, RedisUnavailableError } from '../errors.ts';

/** Replies by which Redis says that a key holds what Mirin never writes there. */
const CORRUPT = /^(WRONGTYPE\b|ERR hash value is not an integer)/;

/** Replies by which Redis says that it can't serve now; a later try may succeed. */
const PASSING = /^(LOADING|READONLY|OOM|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|UNKILLABLE)\b/;

/** What ioredis throws when the connection, not the command, is at fault. */
const CONNECTION =
  /Connection is closed|Stream isn't writeable|Reached the max retries|Command timed out|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|connect ENOENT|Socket closed/;

const HINTS: Partial<Record<ErrorCode, string>> = {
  MIRIN_STATE_CORRUPT: 'Somebody else wrote this key; nothing was changed. See docs/redis-keys.md and mirin verify.',
  MIRIN_SCHEMA_UNSUPPORTED: 'This Mirin is older or newer than the state; use the version that wrote it.',
};

/** The fault behind whatever a command on Redis threw. `what` names the script or step. */
export function toRedisFault(error: unknown, what: string): MirinError {
  if (error instanceof MirinError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const coded = /(MIRIN_[A-Z_]+) (.*?)(?:, on @user_script.*| script: .*)?$/s.exec(message);
  const code = ERROR_CODES.find((known) => known === coded?.[1]);
  if (code !== undefined) return new MirinError(code, coded?.[2] ?? message, hintOf(code, error));
  if (CORRUPT.test(message)) {
    return new MirinError('MIRIN_STATE_CORRUPT', `${what}: ${message}`, hintOf('MIRIN_STATE_CORRUPT', error));
  }
  if (PASSING.test(message) || CONNECTION.test(message)) {
    return new RedisUnavailableError(`Redis can't serve ${what}: ${message}`, error);
  }
  if (/^(NOAUTH|WRONGPASS|NOPERM)\b/.test(message)) {
    return new MirinError('MIRIN_REDIS_UNSUITABLE', `Redis refuses ${what}: ${message}`, {
      hint: 'Check user, password and rights in REDIS_URL.',
      cause: error,
    });
  }
  return new BugError(`${what} failed in Redis: ${message}`, error);
}

function hintOf(code: ErrorCode, cause: unknown): { hint?: string; cause: unknown } {
  const hint = HINTS[code];
  return hint === undefined ? { cause } : { hint, cause };
}

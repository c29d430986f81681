/** Turns what Redis and the connection throw into Mirin's own errors, in one place. */

import { type ErrorCode, ERROR_CODES } from '../../queues/error-codes.ts';
import { BugError, MirinError, RedisUnavailableError } from '../errors.ts';

/** Replies by which Redis says that a key holds what Mirin never writes there. */
const CORRUPT = /^(WRONGTYPE\b|ERR hash value is not an integer)/;

/** Replies by which Redis says that it can't serve now, with what to do about it; a later try may succeed. */
const PASSING: Readonly<Record<string, string>> = {
  LOADING: 'Redis still reads its data from the disk: wait until it has done so; all goes on by itself then.',
  READONLY: 'This Redis has become a replica: see that REDIS_URL leads to the master; all goes on by itself then.',
  OOM: "Redis's memory is full: raise maxmemory, or take out what is not Mirin's; all goes on by itself then.",
  MISCONF: "Redis can't write to its disk: look at its log and free some space; all goes on by itself then.",
  NOREPLICAS: 'Too few replicas follow this Redis (min-replicas-to-write): bring them back.',
  MASTERDOWN: 'This Redis is a replica without its master: see that REDIS_URL leads to the master.',
  BUSY: "A script of somebody's runs and does not end: SCRIPT KILL ends it.",
  UNKILLABLE: 'A script of somebody’s runs, does not end, and has written: only SHUTDOWN NOSAVE ends it.',
  UNBLOCKED: 'Redis has changed its role: see that REDIS_URL leads to the master.',
  CLUSTERDOWN: 'This cluster does not serve: look at its nodes.',
  TRYAGAIN: 'This cluster moves its slots: try again.',
  NOSCRIPT: 'Somebody emptied the script cache of Redis at this very moment: try again.',
};

/** Its first word; Redis 6.2 (inside a script) and BullMQ put words of their own before it. */
const PASSING_REPLY = new RegExp(String.raw`^(?:.*: -?)?(${Object.keys(PASSING).join('|')})\b`, 's');

/** Where in which script a command failed: of use to nobody who reads the message. */
const PLACE_IN_SCRIPT = / script: \w+, on @user_script:\d+\.?$/;

/** What ioredis throws when the connection, not the command, is at fault. */
const CONNECTION =
  /Connection is closed|aborted due to connection close|Stream isn't writeable|Reached the max retries|Command timed out|Socket timeout|max number of clients|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|connect ENOENT|Socket closed/;

const HINTS: Partial<Record<ErrorCode, string>> = {
  MIRIN_STATE_CORRUPT: 'Somebody else wrote this key; nothing was changed. See docs/redis-keys.md and mirin verify.',
  MIRIN_SCHEMA_UNSUPPORTED: 'This Mirin is older or newer than the state; use the version that wrote it.',
};

/** The fault behind whatever a command on Redis threw. `what` names the script or step. */
export function toRedisFault(error: unknown, what: string): MirinError {
  if (error instanceof MirinError) return error;
  const message = messageOf(error);
  const coded = /(MIRIN_[A-Z_]+) (.*?)(?:, on @user_script.*| script: .*)?$/s.exec(message);
  const code = ERROR_CODES.find((known) => known === coded?.[1]);
  if (code !== undefined) return new MirinError(code, coded?.[2] ?? message, hintOf(code, error));
  if (CORRUPT.test(message)) {
    return new MirinError('MIRIN_STATE_CORRUPT', `${what}: ${message}`, hintOf('MIRIN_STATE_CORRUPT', error));
  }
  const passing = PASSING_REPLY.exec(message)?.[1];
  if (passing !== undefined || CONNECTION.test(message)) {
    return new RedisUnavailableError(`Redis can't serve ${what}: ${message}`, error, PASSING[passing ?? '']);
  }
  if (/^(NOAUTH|WRONGPASS|NOPERM)\b/.test(message)) {
    return new MirinError('MIRIN_REDIS_UNSUITABLE', `Redis refuses ${what}: ${message}`, {
      hint: 'Check user, password and rights in REDIS_URL.',
      cause: error,
    });
  }
  return new BugError(`${what} failed in Redis: ${message}`, error);
}

/** Whether a later try may succeed: Redis can't be reached, or can't serve now. */
export const isPassing = (error: unknown): boolean => toRedisFault(error, '').code === 'MIRIN_REDIS_UNAVAILABLE';

/** What was said of the command itself: the end of a transaction says only that one of its commands was refused. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [refused] = 'previousErrors' in error ? (error.previousErrors as Error[]) : [];
  return (refused ?? error).message.replace(PLACE_IN_SCRIPT, '');
}

function hintOf(code: ErrorCode, cause: unknown): { hint?: string; cause: unknown } {
  const hint = HINTS[code];
  return hint === undefined ? { cause } : { hint, cause };
}

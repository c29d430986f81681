/** Words what went wrong while talking to a Redis: each cause by its own message, with what to do about it. */

import { RedisUnavailableError, RedisUnsuitableError, type MirinError } from '../errors.ts';
import { MIN_REDIS_VERSION } from './version.ts';

interface Fault {
  pattern: RegExp;
  /** `unsuitable`: somebody must change something; `unavailable`: it may pass. */
  kind: 'unavailable' | 'unsuitable';
  /** Follows the address. */
  says: string;
  hint: string;
}

const START_OR_CORRECT = 'Start Redis there or correct REDIS_URL; without REDIS_URL Mirin starts a private one.';

/** Looked for in the error's code and message, in this order. https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const FAULTS: readonly Fault[] = [
  {
    pattern: /NOAUTH/,
    kind: 'unsuitable',
    says: 'asks for a password',
    hint: 'Put it into REDIS_URL: redis://default:PASSWORD@HOST:PORT.',
  },
  {
    pattern: /WRONGPASS|invalid password|invalid username-password/i,
    kind: 'unsuitable',
    says: 'does not accept the user and password given',
    hint: 'Correct them in REDIS_URL; / # ? @ % of the password are written %2F %23 %3F %40 %25.',
  },
  {
    pattern: /DENIED/,
    kind: 'unsuitable',
    says: 'is in protected mode and takes connections from its own machine only',
    hint: 'Give that Redis a password (requirepass) and put it into REDIS_URL.',
  },
  {
    pattern: /NOPERM/,
    kind: 'unsuitable',
    says: 'does not let this user run INFO',
    hint: 'Grant the user +info (ACL SETUSER), and all that Mirin needs: ~* &* +@all.',
  },
  {
    pattern: /DB index is out of range/,
    kind: 'unsuitable',
    says: 'does not have that database',
    hint: 'Correct the number at the end of REDIS_URL (0 to 15 unless that Redis is set up otherwise).',
  },
  {
    pattern: /number of arguments for 'auth'/,
    kind: 'unsuitable',
    says: `is older than Redis 6; Mirin needs ${MIN_REDIS_VERSION} or newer`,
    hint: 'Upgrade it, or leave REDIS_URL out: Mirin then starts a private one.',
  },
  {
    pattern: /max number of clients/,
    kind: 'unavailable',
    says: 'has no connection left',
    hint: 'Raise maxclients there, or end clients that are not needed.',
  },
  {
    pattern: /BUSY/,
    kind: 'unavailable',
    says: 'is busy with a script that does not end',
    hint: 'Look at it with SCRIPT KILL or redis-cli --latency, then try again.',
  },
  {
    pattern: /RESP type|Protocol error|ParserError/,
    kind: 'unsuitable',
    says: 'answers, but is not a Redis',
    hint: 'Correct host and port in REDIS_URL.',
  },
  {
    pattern: /ECONNREFUSED|ENOENT/,
    kind: 'unavailable',
    says: 'is closed: nothing listens there',
    hint: START_OR_CORRECT,
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN/,
    kind: 'unavailable',
    says: 'has a host name that is not known here',
    hint: 'Correct the host in REDIS_URL, or look at the name service.',
  },
  {
    pattern: /EPROTO|ERR_SSL|CERT|ERR_TLS/i,
    kind: 'unsuitable',
    says: "can't be spoken to by TLS",
    hint: 'Use redis:// for a Redis without TLS; for its own certificate authority set NODE_EXTRA_CA_CERTS.',
  },
  {
    pattern: /ECONNRESET|Connection is closed|EPIPE/,
    kind: 'unavailable',
    says: 'closed the connection without an answer',
    hint: 'If it is a Redis behind TLS, write rediss://; otherwise look at its log.',
  },
];

/** The error for a connection to `address` that failed with `cause`. */
export function connectionFault(address: string, cause: unknown): MirinError {
  const text = textOf(cause);
  const fault = FAULTS.find(({ pattern }) => pattern.test(text));
  // Not the error itself: a refused log-in carries the command, password included.
  const safeCause = new Error(text);
  if (fault === undefined) return new RedisUnavailableError(`${address} can't be used: ${text}`, safeCause);
  const message = `${address} ${fault.says}`;
  return fault.kind === 'unsuitable'
    ? new RedisUnsuitableError(message, fault.hint, safeCause)
    : new RedisUnavailableError(message, safeCause, fault.hint);
}

/** The error for a port that took the connection, or not even that, and then said nothing. */
export function silenceFault(address: string, timeoutMs: number): RedisUnavailableError {
  return new RedisUnavailableError(
    `${address} did not answer within ${timeoutMs} ms`,
    undefined,
    'Look whether the server is stopped or overloaded, whether a firewall is between, and whether REDIS_URL says rediss:// just where TLS is spoken.',
  );
}

function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? `${String(cause.code)} ` : '';
  return `${code}${cause.name} ${cause.message}`;
}

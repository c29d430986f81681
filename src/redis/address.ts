/** Reads the URL of a Redis: into connection options, and into a name of it that is safe to print. */

import type { RedisOptions } from 'ioredis';
import { RedisUnsuitableError } from '../errors.ts';

const DEFAULT_PORT = 6379;

/** The part of ioredis's options that a URL decides. */
export type AddressOptions = Pick<RedisOptions, 'host' | 'port' | 'path' | 'tls' | 'username' | 'password' | 'db'>;

/**
 * What to hand to ioredis for `redis://`, `rediss://` (TLS) and `unix://` URLs: place, user, password, database.
 * @throws RedisUnsuitableError (`MIRIN_REDIS_UNSUITABLE`) when it is none of these.
 */
export function connectionOptions(redisUrl: string): AddressOptions {
  const url = parse(redisUrl);
  const path = decodeURIComponent(url.pathname);
  const isSocket = url.protocol === 'unix:';
  const db = isSocket ? (url.searchParams.get('db') ?? '') : path.slice(1);
  return {
    ...(isSocket ? { path } : { host: bareHost(url), port: Number(url.port || DEFAULT_PORT) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    db: databaseNumber(db, redisUrl),
  };
}

/** The URL without user, password and anything after `?`: for messages and logs. */
export function describeAddress(redisUrl: string): string {
  const url = parse(redisUrl);
  const place = url.protocol === 'unix:' ? '' : url.host;
  return `${url.protocol}//${place}${url.pathname === '/' ? '' : url.pathname}`;
}

function parse(redisUrl: string): URL {
  // The URL class takes a user only together with a host, which a socket does not have.
  const whole = redisUrl.replace(/^unix:\/\/([^/]*@)?\//, 'unix://$1socket/');
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url !== undefined && ['redis:', 'rediss:', 'unix:'].includes(url.protocol) && hasPlace(url)) return url;
  throw malformed();
}

function hasPlace(url: URL): boolean {
  // A password with a raw "/" or "#" ends the host too early; what follows would be taken for a path and printed.
  if (url.pathname.includes('@') || url.hash !== '' || url.host === '') return false;
  return url.protocol !== 'unix:' || url.pathname.length > 1;
}

/** The URL class keeps the brackets around an IPv6 address; sockets want none. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function databaseNumber(text: string, redisUrl: string): number {
  if (/^[0-9]{0,5}$/.test(text)) return Number(text);
  throw new RedisUnsuitableError(
    `the database in ${describeAddress(redisUrl)} is not a number`,
    'Write redis://HOST:PORT or redis://HOST:PORT/NUMBER.',
  );
}

function malformed(): RedisUnsuitableError {
  return new RedisUnsuitableError(
    'the Redis URL (REDIS_URL) is not a valid redis://, rediss:// or unix:// URL',
    'Write redis://default:PASSWORD@HOST:PORT, with / # ? @ % of the password as %2F %23 %3F %40 %25.',
  );
}

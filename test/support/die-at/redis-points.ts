/** Points around what a process tells Redis and hears from it: each script, each other write, each published reply. */

import type { Command } from 'ioredis';
import { Redis } from '../../../src/redis/ioredis.ts';
import { pass } from './point.ts';
import { hashOf, scriptNames } from './script-names.ts';

/** Commands that change nothing; whatever is not named here counts as a write, so that none escapes. */
const READS = new Set(
  'auth client config exec exists get hello hexists hget hgetall hkeys hlen hmget hscan info lrange multi ping pttl quit scan scard select smembers srandmember sscan time ttl type xlen xrange zcard zcount zrange zrangebyscore zrevrange zrevrangebyscore zscan zscore'.split(
    ' ',
  ),
);

const QUEUE = /mirin-(?:requests|tasks|labels|orphans)/;
const KIND = /"kind":"([a-z-]+)"/;

const mirinScripts = scriptNames();

/** Watches every connection of this thread from now on. */
export function watchRedis(): void {
  watchCommands();
  watchReplies();
}

function watchCommands(): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on its own connection
  const send = Redis.prototype.sendCommand;
  const seen = new WeakSet<Command>();
  Redis.prototype.sendCommand = function (this: Redis, command, stream) {
    // One that waits for a connection comes here twice.
    const step = seen.has(command) ? undefined : stepOf(command, this);
    if (step === undefined) return send.call(this, command, stream);
    seen.add(command);
    const { resolve } = command;
    command.resolve = (reply) => {
      pass('after', step);
      resolve.call(command, reply);
    };
    pass('before', step);
    const sent = send.call(this, command, stream);
    // What belongs to a pipeline leaves with its last command.
    if (stream === undefined && this.status === 'ready') pass('sent', step);
    return sent;
  };
}

/** A message has arrived, but its listeners have not heard of it; afterwards they have acted on it. */
function watchReplies(): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on its own connection
  const emit = Redis.prototype.emit;
  Redis.prototype.emit = function (this: Redis, event, ...args) {
    if (event !== 'message') return emit.call(this, event, ...args);
    pass('before', 'hearing a reply');
    const isHeard = emit.call(this, event, ...args);
    setImmediate(() => pass('after', 'hearing a reply'));
    return isHeard;
  };
}

/** What the command does, in words that don't change from run to run; undefined for a read. */
function stepOf({ name, args }: Command, redis: Redis): string | undefined {
  const command = name.toLowerCase();
  if (command === 'eval' || command === 'evalsha') return scriptStep(args, redis);
  return READS.has(command) ? undefined : `${command} ${placeOf(args)}`.trim();
}

function scriptStep(args: readonly unknown[], redis: Redis): string | undefined {
  const [script = '', , key = ''] = args.map(String);
  const own = mirinScripts.get(script) ?? mirinScripts.get(hashOf(script));
  if (own !== undefined) return own;
  const name = bullScriptOf(redis, script);
  if (/^(?:get|is)[A-Z]/.test(name)) return undefined;
  return [name, QUEUE.exec(key)?.[0], kindOf(args)].filter((part) => part !== undefined).join(' ');
}

/** BullMQ gives its scripts to the connection by name and version. */
function bullScriptOf({ scriptsSet }: Redis, sha: string): string {
  const scripts = Object.entries<{ sha: string }>(scriptsSet);
  return scripts.find(([, script]) => script.sha === sha)?.[0].replace(/:.*/, '') ?? 'unknown script';
}

/** The kind of the job that the call adds, if it does. */
function kindOf(args: readonly unknown[]): string | undefined {
  for (const arg of args) {
    const kind = typeof arg === 'string' ? KIND.exec(arg)?.[1] : undefined;
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** The command's first key, without what is its project's or its record's own. */
function placeOf(args: readonly unknown[]): string {
  const [key = ''] = args.map(String);
  return key
    .replace(/^(?:mirin:)?\{[^}]*\}:/, '')
    .replace(/^process:[^:]+/, 'process:ID')
    .replace(/^mirin-[a-z]+:meta$/, 'meta')
    .replaceAll(/:\d+/g, ':N');
}

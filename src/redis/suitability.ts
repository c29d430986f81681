/** Judges a Redis by its facts: on which Mirin refuses to run, and of what it warns. */

import { RedisUnavailableError, RedisUnsuitableError, type MirinError } from '../errors.ts';
import type { RedisFacts } from './facts.ts';
import { isSupported, MIN_REDIS_VERSION } from './version.ts';

/** Why Mirin can't run on this Redis; undefined when it can. `address` is safe to print. */
export function refusalOf(facts: RedisFacts, address: string): MirinError | undefined {
  if (facts.role === 'sentinel') {
    return new RedisUnsuitableError(
      `${address} is a Sentinel, not a Redis that holds data`,
      'Point REDIS_URL at the master itself.',
    );
  }
  if (!isSupported(facts.version)) {
    return new RedisUnsuitableError(
      `${address} runs Redis ${facts.version}; Mirin needs ${MIN_REDIS_VERSION} or newer`,
      'Upgrade it, or leave REDIS_URL out: Mirin then starts a private one.',
    );
  }
  if (facts.role === 'replica') {
    return new RedisUnsuitableError(
      `${address} is a read-only replica of ${facts.masterAddress ?? 'another Redis'}`,
      'Point REDIS_URL at the master.',
    );
  }
  if (!facts.isLoading) return undefined;
  return new RedisUnavailableError(
    `${address} is still loading its data from the disk`,
    undefined,
    'Wait until it has done so (INFO persistence: loading:0) and try again.',
  );
}

/** What may go wrong on this Redis, in sentences for the operator; empty when all is well. */
export function warningsOf(facts: RedisFacts): string[] {
  return [policyWarning(facts), persistenceWarning(facts), failingWarning(facts)].filter((text) => text !== undefined);
}

function policyWarning({ maxmemoryPolicy }: RedisFacts): string | undefined {
  if (maxmemoryPolicy === 'noeviction' || maxmemoryPolicy === '') return undefined;
  return (
    `maxmemory-policy is ${maxmemoryPolicy}: when its memory is full, Redis throws away leases and jobs without a word.` +
    ' Set it to noeviction.'
  );
}

function persistenceWarning(facts: RedisFacts): string | undefined {
  if (facts.appendonly) {
    if (facts.appendfsync !== 'no') return undefined;
    return 'appendfsync is no: a power cut can lose half a minute of leases. Set it to everysec or always.';
  }
  if (facts.snapshotRules === '') {
    return 'nothing is written to the disk: a restart of Redis loses every lease and job. Set appendonly to yes.';
  }
  return 'appendonly is no: a crash of Redis loses all since its last snapshot. Set it to yes.';
}

function failingWarning({ lastPersistOk }: RedisFacts): string | undefined {
  if (lastPersistOk) return undefined;
  return 'Redis could not write to its disk the last time and may refuse writes. Look at its log and its free space.';
}

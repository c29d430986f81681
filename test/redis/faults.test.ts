/** What Redis and its connection throw becomes an error of Mirin's own, whatever version words it. */

import { expect } from 'chai';
import { BugError } from '../../src/errors.ts';
import { toRedisFault } from '../../src/redis/faults.ts';

describe('a fault of Redis', () => {
  const cases: [string, string, string][] = [
    // Redis 7 and later
    ['MIRIN_STATE_CORRUPT key k: odd script: abc, on @user_script:3.', 'MIRIN_STATE_CORRUPT', 'key k: odd'],
    ['ERR MIRIN_STATE_CORRUPT key k: odd script: abc, on @user_script:3.', 'MIRIN_STATE_CORRUPT', 'key k: odd'],
    // Redis 6.2
    ['MIRIN_SCHEMA_UNSUPPORTED key s: found 2', 'MIRIN_SCHEMA_UNSUPPORTED', 'key s: found 2'],
    [
      'ERR Error running script (call to f_abc): @user_script:12: MIRIN_STATE_CORRUPT key k: odd',
      'MIRIN_STATE_CORRUPT',
      'key k: odd',
    ],
    ['WRONGTYPE Operation against a key', 'MIRIN_STATE_CORRUPT', 'key k: WRONGTYPE Operation against a key'],
    ['ERR hash value is not an integer', 'MIRIN_STATE_CORRUPT', 'key k: ERR hash value is not an integer'],
    ['LOADING Redis is loading', 'MIRIN_REDIS_UNAVAILABLE', "Redis can't serve key k: LOADING Redis is loading"],
    [
      'Socket timeout. Expecting data',
      'MIRIN_REDIS_UNAVAILABLE',
      "Redis can't serve key k: Socket timeout. Expecting data",
    ],
    // Inside a script: Redis 7, then 6.2
    [
      'OOM not allowed script: abc, on @user_script:3.',
      'MIRIN_REDIS_UNAVAILABLE',
      "Redis can't serve key k: OOM not allowed",
    ],
    [
      'ERR Error running script (call to f_abc): @user_script:12: @user_script: 12: -OOM not allowed',
      'MIRIN_REDIS_UNAVAILABLE',
      "Redis can't serve key k: ERR Error running script (call to f_abc): @user_script:12: @user_script: 12: -OOM not allowed",
    ],
    ['BUSYGROUP name exists', 'MIRIN_BUG', 'key k failed in Redis: BUSYGROUP name exists'],
    ['Connection is closed.', 'MIRIN_REDIS_UNAVAILABLE', "Redis can't serve key k: Connection is closed."],
    ['NOPERM no rights', 'MIRIN_REDIS_UNSUITABLE', 'Redis refuses key k: NOPERM no rights'],
    ['ERR syntax error', 'MIRIN_BUG', 'key k failed in Redis: ERR syntax error'],
    ['MIRIN_UNHEARD_OF what', 'MIRIN_BUG', 'key k failed in Redis: MIRIN_UNHEARD_OF what'],
  ];
  for (const [thrown, code, message] of cases) {
    it(`"${thrown}" is ${code}`, () => {
      const cause = new Error(thrown);
      expect(toRedisFault(cause, 'key k')).to.include({ code, message, cause });
    });
  }

  const hints: [string, RegExp][] = [
    ['LOADING Redis is loading the dataset in memory', /wait until/],
    ["READONLY You can't write against a read only replica.", /leads to the master/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /raise maxmemory/],
    ['MISCONF Errors writing to the AOF file: No space left on device', /free some space/],
    ['NOREPLICAS Not enough good replicas to write.', /min-replicas-to-write/],
    ['connect ECONNREFUSED 127.0.0.1:1', /mirin doctor/],
  ];
  for (const [thrown, hint] of hints) {
    it(`"${thrown}" says what to do`, () => {
      expect(toRedisFault(new Error(thrown), 'key k').hint).to.match(hint);
    });
  }

  it('of a transaction is that of the command that was refused', () => {
    const refused = new Error('OOM command not allowed');
    const cause = Object.assign(new Error('EXECABORT Transaction discarded'), { previousErrors: [refused] });
    const message = "Redis can't serve key k: OOM command not allowed";
    expect(toRedisFault(cause, 'key k')).to.include({ code: 'MIRIN_REDIS_UNAVAILABLE', message });
  });

  it('that is known already stays as it is', () => {
    const known = new BugError('known');
    expect(toRedisFault(known, 'key k')).to.equal(known);
  });

  it('that is no error at all is told in its own words', () => {
    expect(toRedisFault('odd', 'key k')).to.include({ code: 'MIRIN_BUG', message: 'key k failed in Redis: odd' });
  });
});

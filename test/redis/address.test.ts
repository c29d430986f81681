/** Tests of reading the URL of a Redis, and of naming it without its password. */

import { expect } from 'chai';
import { RedisUnsuitableError } from '../../src/errors.ts';
import { connectionOptions, describeAddress } from '../../src/redis/address.ts';

describe('the URL of a Redis', () => {
  const cases = [
    ['redis://cache', { host: 'cache', port: 6379, db: 0 }],
    ['redis://cache:7000/3', { host: 'cache', port: 7000, db: 3 }],
    ['redis://:secret@cache', { host: 'cache', port: 6379, db: 0, password: 'secret' }],
    ['redis://bot:p%40ss%2F@cache', { host: 'cache', port: 6379, db: 0, username: 'bot', password: 'p@ss/' }],
    ['redis://[::1]:6380', { host: '::1', port: 6380, db: 0 }],
    ['rediss://cache:6390', { host: 'cache', port: 6390, db: 0, tls: {} }],
    ['unix:///run/redis.sock?db=2', { path: '/run/redis.sock', db: 2 }],
    ['unix://bot:secret@/run/redis.sock', { path: '/run/redis.sock', db: 0, username: 'bot', password: 'secret' }],
  ] as const;
  for (const [url, options] of cases) {
    it(`reads ${url}`, () => {
      expect(connectionOptions(url)).to.deep.equal(options);
    });
  }

  it('is described without user, password and options', () => {
    expect(describeAddress('redis://bot:secret@cache:7000/3?password=secret')).to.equal('redis://cache:7000/3');
    expect(describeAddress('unix://bot:secret@/run/redis.sock?db=2')).to.equal('unix:///run/redis.sock');
  });

  const malformed = [
    '',
    'cache:6379',
    'http://cache',
    'redis://',
    'unix://',
    'redis://:se/cret@cache',
    'redis://:se#cret@h',
  ];
  for (const url of [...malformed, 'redis://cache/jobs']) {
    it(`refuses ${url === '' ? 'an empty one' : url}, and does not show a password`, () => {
      expect(() => connectionOptions(url))
        .to.throw(RedisUnsuitableError)
        .with.property('message')
        .not.match(/cret/);
    });
  }
});

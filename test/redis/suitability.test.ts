/** Tests of which Redis Mirin runs on, and what it warns of. */

import { expect } from 'chai';
import { probeRedis } from '../../src/redis/probe.ts';
import { warningsOf } from '../../src/redis/suitability.ts';
import { startRedis } from '../support/redis-server.ts';

describe('what Mirin warns of on a Redis that it was given', () => {
  const cases: [string, string[], RegExp[]][] = [
    ['nothing on one that keeps all', [], []],
    ['keys that may be thrown away', ['--maxmemory-policy', 'allkeys-lru'], [/allkeys-lru.*noeviction/]],
    [
      'a policy that spares keys without a time to live, as well',
      ['--maxmemory-policy', 'volatile-ttl'],
      [/volatile-ttl/],
    ],
    ['nothing written to the disk', ['--appendonly', 'no'], [/nothing is written to the disk/]],
    ['snapshots only', ['--appendonly', 'no', '--save', '60', '1'], [/since its last snapshot/]],
    ['writes left to the operating system', ['--appendfsync', 'no'], [/appendfsync is no/]],
    ['two things at once', ['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lfu'], [/allkeys-lfu/, /disk/]],
  ];
  for (const [title, args, wanted] of cases) {
    it(title, async () => {
      const server = await startRedis({ args });
      try {
        const warnings = warningsOf(await probeRedis(server.url));
        expect(warnings).to.have.length(wanted.length);
        for (const [index, pattern] of wanted.entries()) expect(warnings[index]).to.match(pattern);
      } finally {
        await server.stop();
      }
    });
  }
});

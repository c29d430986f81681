/** Test program: stands for `mirin up`; finds a Redis for the data folder of its argument, tells of it, stops when told. */

import { createInterface } from 'node:readline';
import { findRedis } from '../../src/private-redis/find-redis.ts';

const [dataDir = ''] = process.argv.slice(2);
const say = (message: object): void => console.log(JSON.stringify(message));

const redis = await findRedis({ dataDir });
say({ event: 'found', source: redis.source, url: redis.url, pid: redis.facts.processId, runId: redis.facts.runId });
createInterface({ input: process.stdin }).once('line', () => {
  void redis.stop().then(() => {
    say({ event: 'stopped' });
    process.exit(0);
  });
});

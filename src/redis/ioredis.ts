/** The client of Redis, by `require`, as in bullmq.ts: heartbeat threads load little else. */

import { createRequire } from 'node:module';
import type * as IoRedis from 'ioredis';

const ioredis = createRequire(import.meta.url)('ioredis') as typeof IoRedis;

export const { Redis } = ioredis;
export type Redis = IoRedis.Redis;

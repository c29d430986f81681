/** One redis-server for a whole test run, started by the first test that asks, and a fresh project for each test. */

import { randomBytes } from 'node:crypto';
import { startRedis, type TestRedis } from './redis-server.ts';

let shared: Promise<TestRedis> | undefined;

/** The run's shared server. Don't stop, pause or flush it: start one of your own for that (`startRedis`). */
export function sharedRedis(): Promise<TestRedis> {
  shared ??= startRedis();
  return shared;
}

/** Ends the shared server, if a test asked for it; called by the root hook. */
export async function stopSharedRedis(): Promise<void> {
  const running = await shared;
  shared = undefined;
  await running?.stop();
}

/** The key of a project that no other test uses: `owner/repo`, lower case. */
export function freshProject(): string {
  return `acme/widgets-${randomBytes(6).toString('hex')}`;
}

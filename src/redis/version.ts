/** The oldest Redis that Mirin runs on, and the comparison with it. */

/** BullMQ asks for 6.2 (`LMOVE`, `GETEX`); so does Mirin. https://docs.bullmq.io/guide/redis-tm-compatibility */
export const MIN_REDIS_VERSION = '6.2.0';

/** Whether `version` (`major.minor.patch`) is at least {@link MIN_REDIS_VERSION}. */
export function isSupported(version: string): boolean {
  return version.localeCompare(MIN_REDIS_VERSION, 'en', { numeric: true }) >= 0;
}

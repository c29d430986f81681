/** Loaded before a test program (`node --import`): lets it be told at which of the points that it passes it dies. */

import { isGuard, watchProcesses } from './process-points.ts';
import { watchThreads } from './thread-points.ts';

watchProcesses(import.meta.url);
if (!isGuard) {
  watchThreads(import.meta.url);
  // Not for a guard, which knows neither Redis nor GitHub and is to start as quickly as ever.
  const [{ watchHttp }, { watchRedis }, { shortenLocks }] = await Promise.all([
    import('./http-points.ts'),
    import('./redis-points.ts'),
    import('./short-locks.ts'),
  ]);
  watchHttp();
  watchRedis();
  shortenLocks();
}

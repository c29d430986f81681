/** Starts the board over the queues of some projects, on connections of its own that fail fast while Redis is away. */

import { startBoard, type Board } from '../../bull-board/start-board.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import { closeQueues, openProjectQueues, openSharedQueues } from '../../src/enqueue/open-queues.ts';
import { checkReadiness } from '../../src/health/readiness.ts';
import type { Log } from '../../src/log/log.ts';
import { connectCaller, whenReady } from '../../src/redis/connect.ts';

/** All queues of the settings' projects, and the shared ones. */
export async function serveBoard(settings: Settings, redisUrl: string, log: Log): Promise<Board> {
  const redis = connectCaller({ url: redisUrl, name: 'mirin-board', commandTimeoutMs: settings.requestTimeoutMs });
  const shared = openSharedQueues(redis);
  const queues = [
    ...settings.projects.flatMap(({ key }) => Object.values(openProjectQueues(redis, key))),
    ...Object.values(shared),
  ];
  const close = async (): Promise<void> => {
    await closeQueues(...queues);
    redis.disconnect();
  };
  try {
    await whenReady(redis, settings.requestTimeoutMs);
    const health = { check: () => checkReadiness(redis, shared) };
    const board = await startBoard({ settings, queues, health, dataDir: settings.dataDir, log });
    const stop = async (): Promise<void> => {
      await board.stop();
      await close();
    };
    return { ...board, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

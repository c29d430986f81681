/** Starts the board over the queues of some projects, on connections of its own that fail fast while Redis is away. */

import { startBoard, type Board } from '../../bull-board/start-board.ts';
import type { Redis } from 'ioredis';
import { settingsFor } from '../../src/configuration/settings-for.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import type { FollowUpTarget } from '../../src/enqueue/follow-ups.ts';
import { closeQueues, openProjectQueues, openSharedQueues, type SharedQueues } from '../../src/enqueue/open-queues.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { checkReadiness } from '../../src/health/readiness.ts';
import { intakeRuleOf } from '../../src/intake/intake-rule.ts';
import type { Log } from '../../src/log/log.ts';
import { connectCaller, whenReady } from '../../src/redis/connect.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { openDeliveryDesk } from '../../src/webhooks/delivery-desk.ts';

/** All queues of the settings' projects, and the shared ones. */
export async function serveBoard(settings: Settings, redisUrl: string, log: Log): Promise<Board> {
  const redis = connectCaller({ url: redisUrl, name: 'mirin-board', commandTimeoutMs: settings.requestTimeoutMs });
  const shared = openSharedQueues(redis);
  const targets = new Map(settings.projects.map(({ key }) => [key, openTarget(redis, key, shared)]));
  const own = [...targets.values()].flatMap(({ project }) => Object.values(project));
  const queues = [...own, ...Object.values(shared)];
  const close = async (): Promise<void> => {
    await closeQueues(...queues);
    redis.disconnect();
  };
  try {
    await whenReady(redis, settings.requestTimeoutMs);
    const health = { check: () => checkReadiness(redis, shared) };
    const desk = openDeliveryDesk(
      targets,
      (project) => labelMapOf(settingsFor(settings, project)),
      (project) => intakeRuleOf(settingsFor(settings, project)),
    );
    const board = await startBoard({ settings, queues, health, desk, dataDir: settings.dataDir, log });
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

const openTarget = (redis: Redis, project: string, shared: SharedQueues): FollowUpTarget => ({
  store: projectStore(redis, project),
  project: openProjectQueues(redis, project),
  shared,
});

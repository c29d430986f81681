/** Runs everything that one machine needs, in the foreground: Redis if none answers, workers, schedules, board. */

import type { Settings } from '../../src/configuration/settings.ts';
import type { Log } from '../../src/log/log.ts';
import { warningsOf } from '../../src/redis/suitability.ts';
import { startWorkers } from '../../workers/start-workers.ts';
import { boardNotice } from './board-notice.ts';
import { keepRedis } from './keep-redis.ts';
import { labelsNotice } from './labels-notice.ts';
import { serveBoard } from './serve-board.ts';
import { Stops } from './stops.ts';

/** Starts it all; `until` says when to stop. What was started is stopped, also when a later part fails to start. */
export async function runUp(
  settings: Settings,
  log: Log,
  say: (line: string) => void,
  until: () => Promise<unknown>,
): Promise<void> {
  const stops = new Stops();
  try {
    const { dataDir, redisUrl, redisServerBin } = settings;
    const redis = await keepRedis({ redisUrl, dataDir, redisServerBin, onProgress: say }, log);
    stops.add(() => redis.stop());
    for (const warning of warningsOf(redis.facts)) say(`  note   ${warning}`);
    const workers = await startWorkers(settings, redis.url, log, redis.endedRunId);
    stops.add(() => workers.stop());
    const board = await serveBoard(settings, redis.url, log);
    stops.add(() => board.stop());
    const projects = settings.projects.map(({ name }) => name).join(', ');
    say(
      [
        '',
        `Mirin is up for ${projects}`,
        `  redis  ${redis.source}, version ${redis.facts.version}`,
        `  labels ${labelsNotice(settings)}`,
        ...boardNotice(board),
        '',
        'Ctrl-C stops it.',
      ].join('\n'),
    );
    await until();
    say('\nstopping …');
  } finally {
    await stops.run();
  }
}

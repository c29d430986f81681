/** Everything that the demo needs around its fleet: simulator, a Redis of its own, workers, and an end to them. */

import path from 'node:path';
import type { Settings } from '../../src/configuration/settings.ts';
import type { Log } from '../../src/log/log.ts';
import { findRedis } from '../../src/private-redis/find-redis.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { type RunningWorkers, startWorkers } from '../../workers/start-workers.ts';
import { forgetDemo } from './forget-demo.ts';
import { DEMO_PROJECT, demoSettings } from './demo-settings.ts';

export interface DemoWorld {
  settings: Settings;
  redisUrl: string;
  simulator: GitHubSimulator;
  workers: RunningWorkers;
  stop(): Promise<void>;
}

/** Starts it all, on a private Redis beside the user's: a demo touches nobody's state. */
export async function startDemoWorld(user: Settings, log: Log, say: (line: string) => void): Promise<DemoWorld> {
  const dataDir = path.join(user.dataDir, 'demo');
  const { redisServerBin } = user;
  const redis = await findRedis({ dataDir, programDir: user.dataDir, redisServerBin, onProgress: say });
  const simulator = await startGitHubSimulator();
  const settings = demoSettings(user, { redisUrl: redis.url, apiUrl: simulator.url, token: simulator.token });
  await forgetDemo(redis.url);
  simulator.repo(DEMO_PROJECT);
  const workers = await startWorkers(settings, redis.url, log);
  return {
    settings: { ...settings, dataDir: user.dataDir },
    redisUrl: redis.url,
    simulator,
    workers,
    stop: async () => {
      await workers.stop();
      await simulator.stop();
      await redis.stop();
    },
  };
}

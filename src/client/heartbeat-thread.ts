/** The thread that beats: it has a timer and a connection of its own, so that no busy event loop can starve it. */

import { type MessagePort, workerData } from 'node:worker_threads';
import { connectCaller } from '../redis/connect.ts';
import { projectStore } from '../redis/project-store.ts';
import type { FromThread, HeartbeatOptions, ToThread } from './heartbeat-messages.ts';
import { HeartbeatLoop } from './heartbeat-loop.ts';

const { options, port } = workerData as { options: HeartbeatOptions; port: MessagePort };

const redis = connectCaller({
  url: options.redisUrl,
  name: `mirin-heartbeat:${options.record.processId}`,
  commandTimeoutMs: Math.max(1_000, Math.floor(options.everyMs / 2)),
});
const store = projectStore(redis, options.project);
if (options.clockId !== undefined) store.clockId = options.clockId;
const loop = new HeartbeatLoop(store, options, (message: FromThread) => port.postMessage(message));

port.on('message', (messages: readonly ToThread[]) => {
  for (const message of messages) {
    if (message.type === 'stop') stop();
    else loop.take(message);
  }
});
redis.on('ready', () => loop.beatNow());

function stop(): void {
  loop.stop();
  redis.disconnect();
  port.close();
}

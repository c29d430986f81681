/** Opens what a command needs that asks workers for something: queues, reply channel, the one project. */

import type { Settings } from '../src/configuration/settings.ts';
import type { ClientContext } from '../src/client/client-context.ts';
import { closeConnections } from '../src/client/close-client.ts';
import { openContext } from '../src/client/open-client.ts';
import type { RedisFacts } from '../src/redis/facts.ts';
import { projectOf, runningRedis } from './project.ts';

/** The name under which a shell takes issues unless it says another. */
export const DEFAULT_PROCESS_NAME = 'shell';

/** Runs `use` with a client of the project, and closes it however that ends. */
export async function withClient<T>(
  settings: Settings,
  use: (context: ClientContext, facts: RedisFacts) => Promise<T>,
): Promise<T> {
  const project = projectOf(settings);
  const { processName = DEFAULT_PROCESS_NAME } = settings;
  const { url: redisUrl, facts } = await runningRedis(settings);
  const context = await openContext({ ...settings, projects: [project], processName, redisUrl });
  try {
    return await use(context, facts);
  } finally {
    await closeConnections(context);
  }
}

/** A peer: the checkout's script called directly, without queue and worker: what the queue costs. */

import { Redis } from 'ioredis';
import { newRequestId } from '../../src/client/random-id.ts';
import { DrivenProject } from '../../test/support/driven-project.ts';
import type { OpenAsker } from '../asker.ts';

export const openBareScript: OpenAsker = async ({ redisUrl, project: name }) => {
  const project = new DrivenProject(new Redis(redisUrl), name);
  const processId = await project.register();
  return {
    ask: async (number) => void (await project.take(number, processId, { requestId: newRequestId() })),
  };
};

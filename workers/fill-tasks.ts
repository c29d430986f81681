/** Takes what the intake found, as far as there is room, and tells of it. */

import { fillTasks, type Filled } from '../src/intake/fill-tasks.ts';
import type { Told } from './handler.ts';
import type { Site, WorkerContext } from './site.ts';

export async function fillAndTell(
  { target }: Site,
  { workerId }: WorkerContext,
): Promise<{ filled: Filled; events: Told[] }> {
  const filled = await fillTasks(target, workerId);
  return { filled, events: toldOf(filled) };
}

function toldOf({ taken, isNewlyFull, isResumed }: Filled): Told[] {
  const events = taken.map(
    ({ issue, comment, type, priority }): Told => ({
      name: 'task.queued',
      fields: { issue, comment, type, priority },
    }),
  );
  if (isNewlyFull) events.push({ name: 'intake.stopped' });
  if (isResumed) events.push({ name: 'intake.resumed' });
  return events;
}

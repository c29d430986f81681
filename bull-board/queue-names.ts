/** The names under which the board shows queues: each project has queues of the same two names. */

import type { Queue } from 'bullmq';

export interface BoardName {
  queue: Queue;
  /** Put before the queue's name in the board's URLs. Fixed by the queue alone, so that bookmarks last. */
  prefix: string;
  /** What people read: the project too, where the name alone would be ambiguous. */
  displayName: string;
}

/** Names each queue. */
export function boardNames(queues: readonly Queue[]): BoardName[] {
  return queues.map((queue) => {
    const project = projectOf(queue);
    const isAmbiguous = queues.some((other) => other !== queue && other.name === queue.name);
    return {
      queue,
      prefix: project === undefined ? '' : `${project}:`,
      delimiter: ':',
      displayName: isAmbiguous && project !== undefined ? `${queue.name} · ${project}` : queue.name,
    };
  });
}

/** The project to which a queue belongs, by its key prefix; `undefined` for those that all projects share. */
const projectOf = ({ opts }: Queue): string | undefined => /^mirin:\{(.+)\}$/.exec(opts.prefix ?? '')?.[1];

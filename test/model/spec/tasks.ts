/** Tasks: work that waits for somebody; a ticket of an earlier run is worthless. */

import type { WantedTask } from '../../../src/transitions/wanted-task.ts';
import type { Issue, Task, World } from './world.ts';

export const taskIdOf = (issue: number): string => `issue-${issue}`;

/** A new lease takes up the waiting task; the ticket that nobody needs to draw any more. */
export function takeUpTask(world: World, issue: number): string | undefined {
  const task = world.tasks.get(issue);
  if (task?.state !== 'waiting') return undefined;
  task.state = 'running';
  delete task.wantedSinceMs;
  return `${taskIdOf(issue)}-${task.run}`;
}

export function finishTask(world: World, issue: number): void {
  const task = world.tasks.get(issue);
  if (task?.state === 'running') task.state = 'done';
}

/** After an orderly hand-back: only a task that runs waits again. */
export function putBackTask(world: World, issue: number): WantedTask | undefined {
  const task = world.tasks.get(issue);
  return task?.state === 'running' ? awaitNextRun(world, issue, task) : undefined;
}

/** The issue is to be worked on again, whether or not it had a task: as the kind of work that its last grant was. */
export function wantTask(world: World, { number, work }: Issue): WantedTask {
  const task = world.tasks.get(number) ?? { state: 'done', run: 0, type: '', priority: '' };
  if (task.state !== 'running') {
    task.type = work.taskType ?? 'misc';
    task.priority = work.priority ?? 'normal';
  }
  world.tasks.set(number, task);
  return awaitNextRun(world, number, task);
}

function awaitNextRun(world: World, issue: number, task: Task): WantedTask {
  task.state = 'waiting';
  task.run += 1;
  task.wantedSinceMs = world.nowMs;
  return { taskId: taskIdOf(issue), issue, run: task.run };
}

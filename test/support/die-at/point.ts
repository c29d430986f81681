/** The points that a process passes: each is written down where that is wanted, and at one of them the process dies. */

import { appendFileSync } from 'node:fs';

/** `before`: nothing of the step has left · `sent`: it is under way · `after`: its answer is there, and unseen. */
export type Stage = 'before' | 'sent' | 'after';

/** `STAGE:STEP:N`: the process dies at the N-th time that it passes there. */
export const DIE_AT = 'TEST_DIE_AT';
/** Points count only from this signal on. */
export const DIE_FROM = 'TEST_DIE_FROM';
/** A file to which every point is appended, one `STAGE:STEP` to a line. */
export const POINTS_FILE = 'TEST_POINTS_FILE';

const { [DIE_AT]: fatal, [DIE_FROM]: signal, [POINTS_FILE]: file } = process.env;
const timesPassed = new Map<string, number>();
const kill = process.kill.bind(process);
let isArmed = signal === undefined;
if (signal !== undefined) process.once(signal, () => (isArmed = true));

/** Passes one point, or ends the process right there: by SIGKILL, so that nothing is cleaned up. */
export function pass(stage: Stage, step: string): void {
  if (!isArmed) return;
  const point = `${stage}:${step}`;
  const times = (timesPassed.get(point) ?? 0) + 1;
  timesPassed.set(point, times);
  if (file !== undefined) appendFileSync(file, `${point}\n`);
  if (`${point}:${times}` === fatal) kill(process.pid, 'SIGKILL');
}

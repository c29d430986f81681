/** Starts test programs that die at a given point of their work, or write down all points that they pass. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Child, startChild } from './child.ts';
import { DIE_AT, DIE_FROM, POINTS_FILE } from './die-at/point.ts';
import { tempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

export interface Doom {
  /** Where it dies: `before:checkout` at the first time, `before:checkout:2` at the second. */
  at?: string;
  /** Points count only from this signal on. */
  from?: NodeJS.Signals;
  /** A file for the points that it passes: {@link pointsFile}. */
  notesPoints?: string;
}

const PRELOAD = new URL('die-at/preload.js', import.meta.url).href;

/** Starts it as {@link startChild} does. */
export function startDoomed(
  doom: Doom,
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Child {
  const { at, from, notesPoints } = doom;
  const fate = {
    ...(at !== undefined && { [DIE_AT]: /:\d+$/.test(at) ? at : `${at}:1` }),
    ...(from !== undefined && { [DIE_FROM]: from }),
    ...(notesPoints !== undefined && { [POINTS_FILE]: notesPoints }),
  };
  return startChild(program, args, { ...env, ...fate }, { nodeArgs: ['--import', PRELOAD] });
}

/** Waits until it has died at its point. @throws Error when it never comes there */
export async function untilDead(child: Child, at: string, withinMs = 60_000): Promise<void> {
  let isOver = false;
  void child.exited.then(() => (isOver = true));
  const what = `a process that is to die ${at}`;
  await waitFor(`the end of ${what}`, () => isOver, { withinMs });
  const { code, signal } = await child.exited;
  if (signal !== 'SIGKILL') throw new Error(`${what} ended with code ${code}, signal ${signal}: ${child.otherOutput}`);
}

/** A new, empty file for points. */
export const pointsFile = (): string => path.join(tempFolder({ points: '' }), 'points');

/** What was passed so far, in order: `STAGE:STEP`, as often as it happened. */
export const pointsIn = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

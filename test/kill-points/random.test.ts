/** Deaths at points drawn by chance, at the first or a later passing, two in a row: the seed repeats a run. */

import { expect } from 'chai';
import { type Arbitrary, constantFrom, integer, sample, tuple } from 'fast-check';
import type { Child } from '../support/child.ts';
import type { Stage } from '../support/die-at/point.ts';
import { startDoomed } from '../support/doomed.ts';
import { waitFor } from '../support/wait-for.ts';
import { CLIENT_STEPS } from './client-steps.ts';
import { liveThroughDay } from './dying-client.ts';
import { ENDS, liveThroughRun } from './dying-run.ts';
import { endTheirTurns, inFullHouse } from './dying-worker.ts';
import type { FullHouse } from './full-house.ts';
import { GUARD_STEPS, RUN_STEPS } from './run-steps.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { chain, linksOf } from './steps.ts';
import { CHANCE_STEPS, LABEL_STEPS, REPEATED_STEPS, REQUEST_STEPS, SCAN_STEPS, SWEEP_STEPS } from './worker-steps.ts';

const SEED = Number(process.env['MIRIN_TEST_SEED'] ?? Date.now() % 1_000_000);
const WORKERS = 4;
const CLIENTS = 2;
const RUNS = 2;

describe(`at points drawn with MIRIN_TEST_SEED=${SEED}`, () => {
  const ground = useGround();
  let drawn = 0;
  let died = 0;

  const note = async (child: Child): Promise<void> => {
    drawn += 1;
    const { code, signal } = await child.exited;
    // The code is that of a run whose guard has died.
    if (signal === 'SIGKILL' || code === 137) died += 1;
  };

  describe('two workers may die, one after the other,', () => {
    const tables = { ...REQUEST_STEPS, ...LABEL_STEPS, ...SWEEP_STEPS, ...SCAN_STEPS };
    const steps = [...Object.keys(tables), ...REPEATED_STEPS, ...CHANCE_STEPS];
    const point = pointIn(['before', 'sent', 'after'], steps);

    testSideBySide(
      ground,
      draw(tuple(point, point), WORKERS).map(chain),
      (pair) =>
        inFullHouse(ground, async (house) => {
          for (const at of linksOf(pair)) {
            await note(await workUntilDeath(house, at));
            await endTheirTurns(house.scene);
          }
          await house.scene.work(house.flags);
        }),
      (pair) => pair,
    );
  });

  describe('a client may die', () => {
    testSideBySide(
      ground,
      draw(pointIn(['before', 'sent', 'after'], Object.keys(CLIENT_STEPS)), CLIENTS),
      (at) => liveThroughDay(ground, { at }, note),
      (at) => at,
    );
  });

  describe('mirin run or its guard may die', () => {
    testSideBySide(
      ground,
      draw(pointIn(['before', 'after'], Object.keys({ ...RUN_STEPS, ...GUARD_STEPS })), RUNS),
      async (at) => void (await liveThroughRun(ground, { at }, ENDS, note)),
      (at) => at,
    );
  });

  describe('these processes', () => {
    // About half of them do; that none of twelve does is as good as never seen by chance alone.
    it('came to their points often enough to show something', () => {
      expect(died, `of ${drawn}`).to.be.greaterThan(0);
    });
  });
});

/** So many, the same for the same seed. */
function draw<T>(from: Arbitrary<T>, count: number): T[] {
  return sample(from, { seed: SEED, numRuns: count });
}

function pointIn(stages: readonly Stage[], steps: readonly string[]): Arbitrary<string> {
  const parts = tuple(constantFrom(...stages), constantFrom(...steps), integer({ min: 1, max: 2 }));
  return parts.map((point) => point.join(':'));
}

/** Ends when the worker is dead, or when all is done and it has not come to its point. */
async function workUntilDeath(house: FullHouse, at: string): Promise<Child> {
  const worker = startDoomed({ at }, 'test/programs/worker.js', [JSON.stringify(house.flags)]);
  let isDead = false;
  void worker.exited.then(() => (isDead = true));
  const isOver = async (): Promise<boolean> => isDead || (await house.unfinished()).length === 0;
  await waitFor(`the end of a worker that is to die ${at}`, isOver, { withinMs: 60_000, everyMs: 400 });
  await worker.kill(isDead ? 'SIGKILL' : 'SIGTERM');
  return worker;
}

/** `mirin run` and its guard, each killed at each of its points: nothing of the command is left, the issue is workable. */

import { expect } from 'chai';
import { pointsFile, pointsIn, untilDead } from '../support/doomed.ts';
import { CLIENT_STEPS, OTHER_STEPS } from './client-steps.ts';
import { ENDS, liveThroughRun, WORKS_ON } from './dying-run.ts';
import { GUARD_STEPS, RUN_STEPS, SHARED_STEPS } from './run-steps.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { pointsOf, stepsIn } from './steps.ts';

/** When the guard has told of the end, nothing depends on it any more. */
const TOLD = 'after:guard: sending ended';

/** These points come when the command has ended by itself. */
const commandFor = (at: string): string => (/ended|checkin|end-process|SIG/.test(at) ? ENDS : WORKS_ON);

describe('mirin run may die', () => {
  const ground = useGround();

  testSideBySide(ground, pointsOf({ ...RUN_STEPS, ...SHARED_STEPS }), async (at) => {
    await liveThroughRun(ground, { at }, commandFor(at), (run) => untilDead(run, at));
  });

  it('at no step that is not in these tables, and neither may its guard', async () => {
    const notesPoints = pointsFile();
    const status = await liveThroughRun(ground, { notesPoints }, ENDS, async (run) => {
      expect((await run.exited).code).to.equal(0);
    });
    expect(status).to.equal('completed');
    const passed = stepsIn(pointsIn(notesPoints));
    const tested = { ...RUN_STEPS, ...GUARD_STEPS, ...SHARED_STEPS };
    expect(passed).to.include.members(Object.keys(tested));
    const known = new Set([...Object.keys({ ...tested, ...CLIENT_STEPS }), ...OTHER_STEPS]);
    expect(passed.filter((step) => !known.has(step))).to.deep.equal([]);
  }).timeout(120_000);

  describe('and so may its guard', () => {
    testSideBySide(ground, pointsOf(GUARD_STEPS), async (at) => {
      const [code, status] = at === TOLD ? [0, 'completed'] : [137, 'error'];
      const left = await liveThroughRun(ground, { at }, commandFor(at), async (run) => {
        expect((await run.exited).code, run.otherOutput).to.equal(code);
      });
      expect(left).to.equal(status);
    });
  });
});

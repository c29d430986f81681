/** A client that dies at each point of its work: what it held is workable again, and it had what it was told. */

import { expect } from 'chai';
import { pointsFile, pointsIn, untilDead } from '../support/doomed.ts';
import { OTHER_STEPS, CLIENT_STEPS } from './client-steps.ts';
import { liveThroughDay } from './dying-client.ts';
import { useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { pointsOf, stepsIn } from './steps.ts';

describe('a client may die', () => {
  const ground = useGround();

  testSideBySide(ground, pointsOf(CLIENT_STEPS), (at) =>
    liveThroughDay(ground, { at }, (client) => untilDead(client, at)),
  );

  it('at no step that is not in the table of its steps', async () => {
    const notesPoints = pointsFile();
    await liveThroughDay(ground, { notesPoints }, async (client) => {
      await client.next(({ did }) => did === 'close');
    });
    const passed = stepsIn(pointsIn(notesPoints)).filter((step) => !OTHER_STEPS.includes(step));
    expect(passed).to.have.members(Object.keys(CLIENT_STEPS));
  }).timeout(120_000);
});

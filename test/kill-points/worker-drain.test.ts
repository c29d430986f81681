/** A worker that dies while it drains: what it had to break off is done by another. */

import { startDoomed, untilDead } from '../support/doomed.ts';
import { waitFor } from '../support/wait-for.ts';
import { inFullHouse } from './dying-worker.ts';
import { HANDED_BACK } from './full-house.ts';
import { type Scene, useGround } from './scene.ts';
import { testSideBySide } from './side-by-side.ts';
import { pointsOf } from './steps.ts';
import { DRAIN_STEPS } from './worker-steps.ts';

describe('a worker that was told to stop may die', () => {
  const ground = useGround();

  testSideBySide(ground, pointsOf(DRAIN_STEPS), (at) =>
    inFullHouse(ground, async ({ scene, flags }) => {
      const untilHanging = hangPass(scene);
      const draining = JSON.stringify({ ...flags, drainTimeoutMs: 500 });
      const worker = startDoomed({ at, from: 'SIGTERM' }, 'test/programs/worker.js', [draining]);
      await untilHanging();
      await worker.kill('SIGTERM');
      await untilDead(worker, at);
      await scene.work(flags);
    }),
  );
});

/** GitHub never answers the next label of the issue that is handed back. */
function hangPass({ github, live }: Scene): () => Promise<unknown> {
  const path = new RegExp(`${live.name}/issues/${HANDED_BACK}/labels`);
  github.failNext({ how: 'hang', method: 'POST', path });
  return () =>
    waitFor(
      'a pass to hang',
      (saw) => {
        const requests = github.requests.filter((request) => path.test(request.path));
        saw(requests);
        return requests.some(({ method, status }) => method === 'POST' && status === null);
      },
      { withinMs: 60_000 },
    );
}

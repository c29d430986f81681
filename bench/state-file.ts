/** (b) Checkouts through the queue beside the same against a JSON state file with a lock file. */

import { Contender } from './contender.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { medianRounds } from './rounds.ts';
import { ratioAtLeast, type Row } from './row.ts';

const PROJECT = 'bench/state-file';
const IN_FLIGHT = 50;
const SIZES = [100, 1_000, 5_000];
/** The size for which a goal is set. */
const GOAL_SIZE = 1_000;

export const stateFile: Measurement = {
  letter: 'b',
  title: 'checkouts beside a state file',
  measure: async (lab) => {
    const mirin = await startMirin(lab);
    const rows: Row[] = [];
    for (const issues of SIZES) {
      const options = { redisUrl: '', project: '', folder: await lab.folder(), issues };
      const file = await Contender.start(lab, 'state-file', options);
      const { ours, peer } = await medianRounds(lab.size(3, 1), {
        ours: () => mirin.run(lab.size(4_000, 200), IN_FLIGHT),
        // One at a time: nobody ever waits for the lock, which is the best that the file can do.
        peer: () => file.run(lab.size(300, 20), 1),
      });
      rows.push({
        name: `checkouts, ${issues.toLocaleString('en')} issues in the file`,
        unit: 'per s',
        ours: ours.perSecond,
        peer: { name: 'state file', value: peer.perSecond },
        ...(issues === GOAL_SIZE && { goal: ratioAtLeast(20) }),
      });
    }
    return rows;
  },
};

async function startMirin(lab: Lab): Promise<Contender> {
  const redis = await lab.startRedis();
  await lab.startWorker({ projects: PROJECT, redisUrl: redis.url });
  return Contender.start(lab, 'mirin', { redisUrl: redis.url, project: PROJECT });
}

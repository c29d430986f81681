/** (f) From the SIGKILL of a holder until its issue is pending: by the prober, by the deadline, and at BullMQ. */

import type { ProjectStore } from '../src/redis/project-store.ts';
import { projectStore } from '../src/redis/project-store.ts';
import { canUnshare } from '../test/machine/namespaces.ts';
import type { StartChildOptions } from '../test/support/child.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { type Mortal, secondsUntilFreed } from './mortal.ts';
import { startJobHolders } from './peers/job-holders.ts';
import { mortalHolder, startHolder } from './peers/mirin-holders.ts';
import { median } from './quantile.ts';
import { atMost, type Goal, type Row } from './row.ts';

const HERE = 'bench/deaths-here';
const ELSEWHERE = 'bench/deaths-elsewhere';

/** The shortest that there is, so that nobody waits long: the bound grows with it, second by second. */
const TTL_S = 10;
/** T + 2P + S, with the defaults of P and S, and a second for the repair: see docs/guarantees.md. */
const ELSEWHERE_BOUND_S = TTL_S + 2 * 5 + 15 + 1;

/** So many leases are alive beside the dying ones, or the brake would take the deaths for a fault of Redis. */
const LIVE_LEASES = 60;

/** In a pid namespace of its own, which is what a process on another machine looks like. */
const NEW_NAMESPACE: StartChildOptions = { through: ['unshare', '--fork', '--pid', '--kill-child'] };

export const deaths: Measurement = {
  letter: 'f',
  title: 'deaths',
  measure: async (lab) => {
    const { url: redisUrl } = await lab.startRedis();
    const here = projectStore(lab.connect(redisUrl), HERE);
    const elsewhere = projectStore(lab.connect(redisUrl), ELSEWHERE);
    const count = lab.size(20, 3);
    await lab.startWorker({ projects: `${HERE},${ELSEWHERE}`, redisUrl });
    const mortals = {
      here: await startMortals(lab, here, count, { project: HERE, redis: redisUrl }),
      elsewhere: canUnshare() ? await startElsewhere(lab, elsewhere, count, redisUrl) : [],
      bullmq: await startJobHolders(lab, here.redis, redisUrl, count),
    };
    // Over the longest of all intervals, so that deaths fall into every part of it.
    const spreadMs = lab.size(30_000, 3_000);
    const dieAll = (dying: readonly Mortal[]): Promise<number[]> => secondsUntilFreed(here, dying, spreadMs);
    const [ours, byDeadline, peer] = await Promise.all([
      dieAll(mortals.here),
      dieAll(mortals.elsewhere),
      dieAll(mortals.bullmq),
    ]);
    return [
      ...rowsOf('death to repair, a worker on the machine', ours, peer, atMost(10, '10 s')),
      ...rowsOf(
        `death to repair, none there, TTL ${TTL_S} s`,
        byDeadline,
        peer,
        atMost(ELSEWHERE_BOUND_S, `${ELSEWHERE_BOUND_S} s, the bound`),
      ),
    ];
  },
};

async function startElsewhere(lab: Lab, store: ProjectStore, count: number, redis: string): Promise<Mortal[]> {
  const options = { project: ELSEWHERE, redis, heartbeatTtlMs: TTL_S * 1000 };
  const live = Array.from({ length: LIVE_LEASES }, (_, place) => 1_000 + place);
  await startHolder(lab, { ...options, process: 'survivor' }, live);
  return startMortals(lab, store, count, options, NEW_NAMESPACE);
}

async function startMortals(
  lab: Lab,
  store: ProjectStore,
  count: number,
  options: { project: string; redis: string },
  how: StartChildOptions = {},
): Promise<Mortal[]> {
  const mortals: Mortal[] = [];
  for (let issue = 1; issue <= count; issue += 1) {
    const holder = await startHolder(lab, { ...options, process: `mortal-${issue}` }, [issue], how);
    mortals.push(mortalHolder(store, holder, issue));
  }
  return mortals;
}

function rowsOf(name: string, ours: readonly number[], peer: readonly number[], goal: Goal): Row[] {
  if (ours.length === 0) return [];
  const row = (what: string, of: (values: readonly number[]) => number): Row => ({
    name: `${name}, ${what} of ${ours.length}`,
    unit: 's',
    ours: of(ours),
    peer: { name: 'BullMQ', value: of(peer) },
  });
  return [row('median', median), { ...row('maximum', (values) => Math.max(...values)), goal }];
}

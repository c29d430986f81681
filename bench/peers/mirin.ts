/** Ours: checkouts through the client, the queue and a worker; and for the long run checkouts with their checkins. */

import { type Lease } from '../../src/client/lease.ts';
import { Mirin } from '../../src/client/mirin.ts';
import { askMany, type AskerOptions, type OpenAsker } from '../asker.ts';

/** Asks for one issue after the other; the leases go back, by requests too, when the run is over. */
export const openMirin: OpenAsker = async (options) => {
  const mirin = await connect(options);
  const leases: Lease[] = [];
  return {
    ask: async (number) => void leases.push(await take(mirin, number)),
    tidy: async () => {
      const held = leases.splice(0);
      const handBack = async (at: number): Promise<void> => void (await held[at]?.checkin('completed'));
      await askMany(handBack, { first: 0, count: held.length, inFlight: 50 });
    },
  };
};

/** Each request is a checkout and the checkin of what it brought: the same issues go round and round. */
export const openMirinCycle: OpenAsker = async (options) => {
  const mirin = await connect(options);
  const issues = options.issues ?? 1_000;
  return {
    ask: async (number) => {
      const lease = await take(mirin, (number % issues) + 1);
      await lease.checkin('pending');
    },
  };
};

const connect = ({ project, redisUrl }: AskerOptions): Promise<Mirin> =>
  Mirin.connect({ project, process: 'bench', redis: redisUrl, requestTimeoutMs: 60_000 });

async function take(mirin: Mirin, issue: number): Promise<Lease> {
  const answer = await mirin.checkout(issue);
  if (answer.outcome !== 'granted') throw new Error(`issue ${issue}: ${answer.outcome}`);
  return answer.lease;
}

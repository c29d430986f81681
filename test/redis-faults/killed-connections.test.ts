/** CLIENT KILL of each connection of a program and of a worker: whoever loses his opens another, and all goes on. */

import { expect } from 'chai';
import { startRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { FaultScene } from './fault-scene.ts';

interface Connection {
  id: string;
  name: string;
}

/** How often all are killed at once. */
const ROUNDS = 10;

describe('CLIENT KILL', () => {
  let scene: FaultScene;

  before(async () => {
    scene = await FaultScene.open(await startRedis());
    // A program that works on tasks has connections of its own for that.
    void scene.mirin.work(async () => undefined);
    await waitFor('all connections to be there', async () => (await connections()).length >= 8);
  });
  after(() => scene.close());

  /** Those of the program and of the worker; BullMQ names its own after their queues. */
  async function connections(): Promise<Connection[]> {
    const lines = String(await scene.project.redis.client('LIST'))
      .trim()
      .split('\n');
    const all = lines.map(
      (line) => Object.fromEntries(line.split(' ').map((field) => field.split(/=(.*)/))) as Connection,
    );
    return all.filter(({ name }) => name !== '');
  }

  const kill = ({ id }: Connection): Promise<unknown> => scene.project.redis.client('KILL', 'ID', id);

  it('of one after the other: each comes back, and meanwhile requests are answered', async () => {
    const all = await connections();
    for (const [index, connection] of all.entries()) {
      const asking = scene.mirin.checkout(100 + index);
      await kill(connection);
      expect((await asking).outcome, connection.name).to.equal('granted');
      await waitFor(`${connection.name} to be back`, async (saw) => {
        const now = await connections();
        saw(now);
        return now.length >= all.length && now.every(({ id }) => id !== connection.id);
      });
    }
    await scene.expectToGoOn();
  });

  it('of all at once, again and again in the middle of requests', async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const asking = Array.from({ length: 10 }, async (_, index) => {
        const got = await scene.mirin.checkout(1_000 + round * 10 + index);
        outcomes.push(got.outcome === 'granted' ? (await got.lease.checkin('completed')).outcome : got.outcome);
      });
      await Promise.all((await connections()).map(kill));
      await Promise.all(asking);
    }
    expect(outcomes).to.have.lengthOf(ROUNDS * 10);
    expect(outcomes.filter((outcome) => outcome !== 'committed')).to.deep.equal([]);
    await scene.expectToGoOn();
    await scene.expectNothingHalfDone();
    expect(scene.workerLog.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
});

/** Workers that die in a full house, and what must be so when another has taken over. */

import { expect } from 'chai';
import { accountKeys, SHARED_KEYS } from '../../src/redis/keys.ts';
import { startDoomed, untilDead } from '../support/doomed.ts';
import { FullHouse, STORY } from './full-house.ts';
import type { Ground, Scene } from './scene.ts';
import { expectPromisesKept, untilSettled } from './settled.ts';
import { linksOf } from './steps.ts';

/** Lets one worker after the other die there, and another go on. */
export async function dieInFullHouse(ground: Ground, points: string): Promise<void> {
  await inFullHouse(ground, async (house) => {
    for (const at of linksOf(points)) {
      const worker = startDoomed({ at }, 'test/programs/worker.js', [JSON.stringify(house.flags)]);
      await untilDead(worker, at);
      await endTheirTurns(house.scene);
    }
    await house.scene.work(house.flags);
  });
}

/**
 * What the dead had under way at GitHub counts as over at once. It would be in 10 s, a request in 20 s, as
 * test/transitions/gate-take.test.ts shows; nothing else happens in that time.
 */
export async function endTheirTurns({ store: { redis }, github }: Scene): Promise<void> {
  for (const id of await redis.zrange(SHARED_KEYS.accounts, 0, '-1')) {
    const { passes, slots } = accountKeys(id, new URL(github.url).host);
    for (const key of [passes, slots]) {
      for (const turn of await redis.zrange(key, 0, '-1')) await redis.zadd(key, 'XX', Date.now(), turn);
    }
  }
}

/** Has `work` done by somebody; in the end the house is in order, whoever died over it. */
export async function inFullHouse(ground: Ground, work: (house: FullHouse) => Promise<void>): Promise<void> {
  const house = await FullHouse.open(ground);
  try {
    await house.ask();
    await work(house);
    await untilSettled(house.scene, () => house.unfinished());
    expect(await house.story()).to.deep.equal(STORY);
    await house.mend();
    await expectPromisesKept(house.scene);
    expect(await house.takeAll()).to.deep.equal(Array.from({ length: 7 }, () => 'granted'));
  } finally {
    await house.close();
  }
}

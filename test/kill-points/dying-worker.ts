/** A worker that dies in a full house, and what must be so when another has taken over. */

import { expect } from 'chai';
import { startDoomed, untilDead } from '../support/doomed.ts';
import { FullHouse, STORY } from './full-house.ts';
import type { Ground } from './scene.ts';
import { expectPromisesKept, untilSettled } from './settled.ts';

/** Lets a worker die there, and another go on. */
export async function dieInFullHouse(ground: Ground, at: string): Promise<void> {
  await inFullHouse(ground, async (house) => {
    const worker = startDoomed({ at }, 'test/programs/worker.js', [JSON.stringify(house.flags)]);
    await untilDead(worker, at);
    await house.scene.work(house.flags);
  });
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

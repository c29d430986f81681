/** The gate of a GitHub account: what may be under way at once, and how far apart. */

import { expect } from 'chai';
import { takeSlot } from '../../src/transitions/gate-take.ts';
import { FAILED, FINE, useAccount } from '../support/account-fixture.ts';
import { T0 } from '../support/transition-fixture.ts';

const TURN_MS = 1_500;

describe('the gate of an account gives a slot', () => {
  const account = useAccount();

  it('to a request when the one before has its answer', async () => {
    const slot = await account.have('read');
    expect(await account.take('read')).to.deep.equal({
      outcome: 'later',
      waitMs: 50,
      reason: 'another request is under way',
    });
    await account.giveBack('read', slot, FINE);
    expect(await account.waitFor('read')).to.equal(0);
  });

  it('to a request 1.5 s after one that got no answer yet', async () => {
    await account.have('read');
    account.pass(TURN_MS - 1);
    expect(await account.waitFor('read')).to.equal(50);
    account.pass(1);
    expect(await account.waitFor('read')).to.equal(0);
  });

  /** So many as can be under way, none of them answered. */
  async function takeTen(): Promise<string[]> {
    const slots: string[] = [];
    for (let count = 0; count < 10; count += 1) {
      slots.push(await account.have('read'));
      account.pass(TURN_MS);
    }
    return slots;
  }

  it('to at most ten requests at once', async () => {
    const slots = await takeTen();
    expect(await account.take('read')).to.include({ outcome: 'later', reason: '10 requests are under way' });
    await account.giveBack('read', slots[4]!, FINE);
    expect(await account.waitFor('read')).to.equal(0);
  });

  it('again 20 s after it was given to a worker that died', async () => {
    await takeTen();
    account.pass(20_000 - 10 * TURN_MS - 1);
    expect(await account.waitFor('read')).to.equal(50);
    account.pass(1);
    expect(await account.waitFor('read')).to.equal(0);
  });

  it('to a write when the one before has its answer, and a second after that', async () => {
    const slot = await account.have('write');
    account.pass(1_500);
    expect(await account.waitFor('write')).to.equal(50);
    await account.giveBack('write', slot, FINE);
    expect(await account.waitFor('write')).to.equal(1_000);
    account.pass(999);
    expect(await account.waitFor('write')).to.equal(1);
    account.pass(1);
    expect(await account.waitFor('write')).to.equal(0);
  });

  it('to a write 5 s after one that got no answer yet', async () => {
    await account.have('write');
    account.pass(4_999);
    expect(await account.waitFor('write')).to.equal(50);
    account.pass(1);
    expect(await account.waitFor('write')).to.equal(0);
  });

  it('to reads while the answer of a write takes long', async () => {
    await account.have('write');
    account.pass(TURN_MS);
    expect(await account.waitFor('read')).to.equal(0);
  });

  it('to one comment in three seconds, other writes in between', async () => {
    await account.request('comment');
    account.pass(1_000);
    expect(await account.waitFor('comment')).to.equal(2_000);
    await account.request('write');
    account.pass(1_999);
    expect(await account.waitFor('comment')).to.equal(1);
    account.pass(1);
    expect(await account.waitFor('comment')).to.equal(0);
  });

  /** As if so many reads had ended in this second. */
  const noteReads = (count: number) =>
    account.redis.hincrby(account.store.keys.points, String(Math.floor(account.nowMs / 1_000)), count);

  it('to no more than 900 points in any minute, a write counted as five', async () => {
    await account.request('write');
    account.pass(30_000);
    await noteReads(894);
    expect(await account.waitFor('write')).to.be.above(0);
    await account.request('read');
    const firstSecondLeavesAtMs = T0 + 61_000;
    expect(await account.take('read')).to.deep.equal({
      outcome: 'later',
      waitMs: firstSecondLeavesAtMs - account.nowMs,
      reason: '900 points a minute are used up',
    });
    account.nowMs = firstSecondLeavesAtMs;
    expect(await account.waitFor('read')).to.equal(0);
  });

  it('to no more than that with what is under way', async () => {
    await noteReads(895);
    await account.have('write');
    account.pass(TURN_MS);
    expect(await account.take('read')).to.include({ reason: '900 points a minute are used up' });
  });

  it('to three passes at once, and sends the others back one by one, 250 ms apart', async () => {
    const slots = [await account.have('pass'), await account.have('pass'), await account.have('pass')];
    expect([await account.waitFor('pass'), await account.waitFor('pass')]).to.deep.equal([250, 500]);
    await account.giveBack('pass', slots[0]!);
    expect(await account.waitFor('pass')).to.equal(0);
  });

  it('to a pass within a minute at most, however many wait', async () => {
    for (let count = 0; count < 3; count += 1) await account.have('pass');
    for (let count = 0; count < 250; count += 1) await account.take('pass');
    expect(await account.waitFor('pass')).to.equal(60_000);
  });

  it('to another pass 10 s after it was given to a worker that died', async () => {
    for (let count = 0; count < 3; count += 1) await account.have('pass');
    account.pass(9_999);
    expect(await account.waitFor('pass')).to.be.above(0);
    account.pass(1);
    expect(await account.waitFor('pass')).to.equal(0);
  });

  it('in spite of what was noted before the clock was set back', async () => {
    await account.request('comment');
    for (let count = 0; count < 3; count += 1) await account.have('pass');
    account.pass(-3_600_000);
    for (const kind of ['comment', 'pass'] as const) expect(await account.waitFor(kind), kind).to.equal(0);
  });

  it('to each account by itself', async () => {
    await account.have('write');
    expect(await takeSlot(account.beside(), 'write', 'other')).to.deep.equal({ outcome: 'granted' });
  });

  it('and keeps nothing for longer than a day after its last use', async () => {
    await account.have('pass');
    const slot = await account.have('read');
    account.pass(TURN_MS);
    await account.request('read', FAILED);
    const { account: own, slots, passes, points, host } = account.store.keys;
    for (const key of [own, slots, passes, points, host]) {
      expect(await account.redis.pttl(key), key).to.be.within(1, 86_400_000);
    }
    await account.giveBack('read', slot);
    expect(await account.redis.zscore(account.store.keys.accounts, account.store.keys.id)).to.equal(
      String(T0 + TURN_MS),
    );
    account.pass(86_400_001);
    await takeSlot(account.beside(), 'read', 'later');
    expect(await account.redis.zscore(account.store.keys.accounts, account.store.keys.id)).to.equal(null);
  });
});

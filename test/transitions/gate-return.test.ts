/** What the gate of a GitHub account learns from answers: pauses, budgets, and breakers that mend by one read. */

import { expect } from 'chai';
import { returnSlot } from '../../src/transitions/gate-return.ts';
import { retryAccount } from '../../src/transitions/gate-retry.ts';
import { takeSlot } from '../../src/transitions/gate-take.ts';
import { FAILED, FINE, limited, REFUSED, useAccount } from '../support/account-fixture.ts';

const MINUTE_MS = 60_000;
/** Requests without an answer are so far apart. */
const TURN_MS = 1_500;
const KINDS = ['pass', 'read', 'write', 'comment'] as const;

describe('after an answer the gate', () => {
  const account = useAccount();

  const withBudget = (remaining: number, resetInMs: number, limit = 5_000) => ({
    ...FINE,
    budget: { limit, remaining, resetInMs },
  });

  describe('that named a wait', () => {
    it('lets nothing of the account through until then, to the millisecond', async () => {
      expect(await account.request('read', limited(7_000))).to.deep.equal({ news: 'paused', forMs: 7_000 });
      for (const kind of KINDS) {
        expect(await account.take(kind), kind).to.deep.equal({
          outcome: 'later',
          waitMs: 7_000,
          reason: '403 secondary rate limit',
        });
      }
      account.pass(6_999);
      expect(await account.waitFor('read')).to.equal(1);
      account.pass(1);
      expect(await account.waitFor('read')).to.equal(0);
    });

    it('shortens no pause', async () => {
      const late = await account.have('read');
      account.pass(TURN_MS);
      await account.request('read', limited(60_000));
      expect(await account.giveBack('read', late, limited(1_000))).to.deep.equal({ news: 'none' });
      expect(await account.waitFor('read')).to.equal(60_000);
    });

    it('keeps to it whatever an operator says', async () => {
      await account.request('read', limited(7_000));
      expect(await retryAccount(account.store)).to.equal(false);
      expect(await account.waitFor('read')).to.equal(7_000);
    });

    it('leaves other accounts alone', async () => {
      await account.request('read', limited(7_000));
      expect(await takeSlot(account.beside(), 'read', 'other')).to.deep.equal({ outcome: 'granted' });
    });
  });

  describe('that limited without naming a wait', () => {
    it('pauses for a minute, and twice as long after each further one, an hour at most', async () => {
      const waits: number[] = [];
      for (let count = 0; count < 8; count += 1) {
        await account.request('read', limited());
        waits.push((await account.waitFor('read')) / MINUTE_MS);
        account.pass(60 * MINUTE_MS);
      }
      expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, 60, 60]);
    });

    it('counts the refusals of requests that were under way together once', async () => {
      const slots: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        slots.push(await account.have('read'));
        account.pass(TURN_MS);
      }
      for (const slot of slots) await account.giveBack('read', slot, limited());
      expect(await account.waitFor('read')).to.equal(MINUTE_MS);
    });

    it('begins anew with a minute after a success', async () => {
      await account.request('read', limited());
      account.pass(MINUTE_MS);
      await account.request('read');
      await account.request('read', limited());
      expect(await account.waitFor('read')).to.equal(MINUTE_MS);
    });
  });

  describe('that told of the budget', () => {
    it('spares the last hundred requests of it until it is new', async () => {
      await account.request('read', withBudget(101, 600_000));
      await account.request('read', withBudget(100, 600_000));
      expect(await account.take('write')).to.deep.equal({
        outcome: 'later',
        waitMs: 600_000,
        reason: '100 of 5000 requests of this hour are left',
      });
      account.pass(600_000);
      expect(await account.waitFor('write')).to.equal(0);
    });

    it('counts what is under way as spent', async () => {
      await account.request('read', withBudget(102, 600_000));
      await account.have('read');
      account.pass(TURN_MS);
      expect(await account.waitFor('read')).to.equal(0);
      account.pass(TURN_MS);
      expect(await account.waitFor('read')).to.equal(600_000 - 2 * TURN_MS);
    });

    it('spares a tenth of a small one', async () => {
      await account.request('read', withBudget(7, 600_000, 60));
      await account.request('read', withBudget(6, 600_000, 60));
      expect(await account.waitFor('read')).to.equal(600_000);
    });

    it('does not believe a late answer that more is left', async () => {
      const late = await account.have('read');
      account.pass(TURN_MS);
      await account.request('read', withBudget(90, 600_000));
      await account.giveBack('read', late, withBudget(120, 601_000));
      expect(await account.waitFor('read')).to.be.above(500_000);
    });

    it('believes in a new hour, and no late answer of the old one', async () => {
      const late = await account.have('read');
      account.pass(TURN_MS);
      await account.request('read', withBudget(4_999, 3_600_000));
      await account.giveBack('read', late, withBudget(0, 10_000));
      expect(await account.waitFor('read')).to.equal(0);
    });

    it('sees no limit where an answer names none', async () => {
      for (let count = 0; count < 20; count += 1) {
        await account.request('read');
      }
      expect(await account.redis.hexists(account.store.keys.account, 'remaining')).to.equal(0);
    });
  });

  describe('that refused the account', () => {
    it('waits five minutes, then tries it with one read', async () => {
      expect(await account.request('read', REFUSED)).to.deep.equal({ news: 'broken', forMs: 300_000 });
      for (const kind of KINDS) expect(await account.waitFor(kind), kind).to.equal(300_000);
      account.pass(300_000);
      expect(await account.waitFor('write'), 'a write').to.equal(1_000);
      const probe = await account.have('read');
      expect(await account.waitFor('read'), 'a second read').to.equal(1_000);
      expect(await account.giveBack('read', probe, FINE)).to.deep.equal({ news: 'mended' });
      expect(await account.waitFor('write'), 'a write afterwards').to.equal(0);
    });

    it('waits twice as long after each further refusal, an hour at most', async () => {
      const waits: number[] = [];
      for (let count = 0; count < 6; count += 1) {
        await account.request('read', REFUSED);
        waits.push((await account.waitFor('read')) / MINUTE_MS);
        account.pass(waits.at(-1)! * MINUTE_MS);
      }
      expect(waits).to.deep.equal([5, 10, 20, 40, 60, 60]);
    });

    it('is not misled by answers to what was sent before', async () => {
      const [good, bad] = [await account.have('read'), (account.pass(TURN_MS), await account.have('read'))];
      account.pass(TURN_MS);
      await account.request('read', REFUSED);
      await account.giveBack('read', good, FINE);
      expect(await account.waitFor('read')).to.equal(300_000);
      await account.giveBack('read', bad, REFUSED);
      expect(await account.waitFor('read')).to.equal(300_000);
    });

    it('lets another read try where the first told nothing, or never came back', async () => {
      await account.request('read', REFUSED);
      account.pass(300_000);
      await account.request('read', FAILED);
      await account.have('read');
      account.pass(19_999);
      expect(await account.waitFor('read')).to.equal(1_000);
      account.pass(1);
      expect(await account.waitFor('read')).to.equal(0);
    });

    it('lets it be tried at once by the word of an operator, still by one read', async () => {
      await account.request('read', REFUSED);
      expect(await retryAccount(account.store)).to.equal(true);
      expect(await account.waitFor('write')).to.equal(1_000);
      expect(await account.request('read')).to.deep.equal({ news: 'mended' });
      expect(await retryAccount(account.store)).to.equal(false);
    });

    it('leaves other accounts of the host alone', async () => {
      await account.request('read', REFUSED);
      expect(await takeSlot(account.beside(), 'read', 'other')).to.deep.equal({ outcome: 'granted' });
    });
  });

  describe('that never came', () => {
    async function failInRow(times: number): Promise<void> {
      for (let count = 0; count < times; count += 1) {
        await account.request('read', FAILED);
      }
    }

    it('waits 15 s after five in a row, with every account of the host', async () => {
      await failInRow(4);
      expect(await account.request('read', FAILED)).to.deep.equal({ news: 'broken', forMs: 15_000 });
      expect(await account.take('read')).to.deep.equal({
        outcome: 'later',
        waitMs: 15_000,
        reason: '502 (an HTML page)',
      });
      expect(await takeSlot(account.beside(), 'read', 'other')).to.include({ outcome: 'later', waitMs: 15_000 });
    });

    it('waits for nobody when another answer came in between', async () => {
      await failInRow(4);
      await account.request('read');
      await failInRow(4);
      expect(await account.waitFor('read')).to.equal(0);
    });

    it('tries the host with one read of whichever account', async () => {
      await failInRow(5);
      account.pass(15_000);
      const beside = account.beside();
      expect(await takeSlot(beside, 'read', 'probe')).to.deep.equal({ outcome: 'granted' });
      expect(await account.waitFor('read')).to.equal(1_000);
      expect(await returnSlot(beside, { kind: 'read', slot: 'probe' }, FAILED)).to.deep.equal({ news: 'none' });
      expect(await account.waitFor('read')).to.equal(30_000);
      account.pass(30_000);
      expect(await account.request('read')).to.deep.equal({ news: 'mended' });
    });
  });

  it('learns nothing where nothing was sent', async () => {
    await account.request('read', REFUSED);
    account.pass(300_000);
    await account.giveBack('read', await account.have('read'));
    expect(await account.waitFor('write'), 'a write').to.equal(1_000);
    expect(await account.waitFor('read'), 'another probe').to.equal(0);
    expect(await account.redis.hlen(account.store.keys.points), 'points').to.equal(0);
  });

  it('counts a slot that is given back twice once', async () => {
    const slot = await account.have('write');
    await account.giveBack('write', slot, FINE);
    await account.giveBack('write', slot, FINE);
    expect(await account.redis.hvals(account.store.keys.points)).to.deep.equal(['5']);
  });
});

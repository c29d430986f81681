/** Workers that are killed, stopped or blocked over a request: another takes it over, and its effect is there once. */

import { expect } from 'chai';
import { issueHistory } from '../../src/store/issue-history.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { endChildren } from '../support/child.ts';
import { ASKED_FOR, HANDED_BACK, KilledWorkers } from './killed-workers.ts';
import { type LateRequest, LateWorkers } from './late-workers.ts';

describe('a request', function () {
  this.timeout(300_000);
  let killed: KilledWorkers;
  let late: LateWorkers;

  // Both stories at once, so that locks are waited for once.
  before(async () => {
    [killed, late] = await Promise.all([KilledWorkers.open(), LateWorkers.open()]);
    await Promise.all([killed.happen(), late.happen()]);
  });
  after(async () => {
    await endChildren();
    await Promise.all([killed.workshop.close(), late.workshop.close()]);
  });

  it('that three workers in a row die over has its outcome from the fourth, as have five hundred around it', async () => {
    const { store } = killed.workshop.live;
    const counts: Record<string, number> = {};
    for (const { kind, requestId } of killed.requests) {
      const end = `${kind} ${(await readOutcome(store, requestId))?.outcome}`;
      counts[end] = (counts[end] ?? 0) + 1;
    }
    expect(counts).to.deep.equal({
      'checkin committed': HANDED_BACK,
      'checkout granted': ASKED_FOR,
      'checkout held': ASKED_FOR,
    });
    for (let issue = 1; issue <= HANDED_BACK + ASKED_FOR; issue += 1) {
      const wanted = issue <= HANDED_BACK ? ['checkout.granted', 'checkin.committed'] : ['checkout.granted'];
      const history = await issueHistory(store, issue);
      expect(
        history.map(({ type }) => type),
        `history of #${issue}`,
      ).to.deep.equal(wanted);
    }
    expect((await verifyIndexes(store)).faults).to.deep.equal([]);
  });

  /** The late worker was answered what was stored before, and nothing became of it. */
  async function expectOneEffect(name: LateRequest): Promise<void> {
    const before = late.tracesBefore.get(name);
    expect(before?.history).to.deep.equal(['checkout.granted']);
    expect(before?.draws).to.be.at.least(2);
    const [, outcome = 'none'] = /^\S+ (\["granted".*)$/.exec(before?.outcome ?? '') ?? [];
    expect(await late.answerOf(name)).to.include(JSON.stringify(outcome).slice(1, -1));
    expect(await late.traces(name)).to.deep.equal(before);
  }

  it('that was given to two workers, the first of them stopped, takes effect once also when that goes on', async () => {
    await expectOneEffect('stopped-before');
    await expectOneEffect('stopped-after');
  });

  it('that was given to two workers, the event loop of the first blocked past its lock, takes effect once', () =>
    expectOneEffect('hung-before'));

  it('is carried out as ever by workers that were late', async () => {
    const mirin = await late.workshop.live.connect('bot');
    const answers = await Promise.all([11, 12, 13, 14, 15, 16].map((issue) => mirin.checkout(issue)));
    expect(answers.map(({ outcome }) => outcome)).to.deep.equal(answers.map(() => 'granted'));
  });
});

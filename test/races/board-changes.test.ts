/** Requests whose jobs somebody removes or runs again in Bull Board: none is left without an end, none takes effect twice. */

import { expect } from 'chai';
import { readOutcome } from '../../src/store/read-outcome.ts';
import type { RequestId } from '../../queues/values.ts';
import type { CheckoutAnswer } from '../../src/client/lease.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { basic, send, stopBoards, testBoard, type TestBoard } from '../support/board.ts';
import { rejection } from '../support/rejection.ts';
import { waitFor } from '../support/wait-for.ts';
import { untilJob, useWorkshop } from '../workers/workshop.ts';

const ISSUE = 1;
const ID = 'the-one-request' as RequestId;

describe('a request whose job somebody handles in Bull Board', () => {
  const workshop = useWorkshop();
  let board: TestBoard;
  let mirin: Mirin;

  beforeEach(async () => {
    board = await testBoard({ queues: Object.values(workshop.open.queues) });
    mirin = await workshop.open.live.connect('bot');
  });
  afterEach(stopBoards);

  /** As the buttons of the page do. */
  async function press(button: 'clean' | 'retry', jobId: string): Promise<void> {
    const queue = encodeURIComponent(`${workshop.open.live.name}:mirin-requests`);
    const { status, body } = await send(board, 'PUT', `/queues/api/queues/${queue}/${jobId}/${button}`, basic());
    expect(status, body).to.be.within(200, 299);
  }

  const waiting = (): Promise<string> =>
    waitFor('the job to wait', async () => (await workshop.open.queues.requests.getPrioritized())[0]?.id);

  const history = async (): Promise<string[]> =>
    (await issueHistory(workshop.open.live.store, ISSUE)).map(({ type }) => type);

  it('is withdrawn for certain, and takes no effect, where the job is removed while it waits', async () => {
    const asking = rejection(mirin.checkout(ISSUE, { requestId: ID, timeoutMs: 1_000 }));
    await press('clean', await waiting());
    expect(await asking).to.include({ code: 'MIRIN_TIMED_OUT', settled: true, requestId: ID });
    await workshop.open.live.work();
    await workshop.open.scan();
    expect(await mirin.outcome(ID)).to.deep.equal({ outcome: 'abandoned' });
    expect(await mirin.issues.get(ISSUE)).to.equal(null);
    expect((await mirin.checkout(ISSUE)).outcome).to.equal('granted');
  });

  it('leaves the lease with its holder where the job of a checkin is removed, who can hand it back again', async () => {
    const workers = await workshop.open.live.work();
    const got = await granted(mirin.checkout(ISSUE));
    await workers.stop();
    const handingBack = rejection(got.lease.checkin('completed', { timeoutMs: 1_000, requestId: ID }));
    await press('clean', await waiting());
    const fault = await handingBack;
    expect(fault).to.include({ code: 'MIRIN_TIMED_OUT', settled: false });
    expect(fault.hint).to.include(`outcome('${ID}')`);
    await workshop.open.live.work();
    expect(got.lease.signal.aborted).to.equal(false);
    expect(await got.lease.checkin('completed', { requestId: ID })).to.include({ outcome: 'committed' });
    expect(await history()).to.deep.equal(['checkout.granted', 'checkin.committed']);
  });

  it('takes no second effect where its finished job is run again, though the issue is free by then', async () => {
    const { live, queues } = workshop.open;
    await live.work();
    const got = await granted(mirin.checkout(ISSUE, { requestId: ID }));
    await got.lease.checkin('pending');
    const stored = await readOutcome(live.store, ID);
    const before = await live.issue(ISSUE);
    const [, job] = await waitFor('both jobs to be done', async () => {
      const done = await queues.requests.getCompleted();
      return done.length === 2 && done;
    });
    await press('retry', job?.id ?? '');
    await waitFor('its second run', async () => (await queues.requests.getJob(job?.id ?? ''))?.attemptsStarted === 2);
    const again = await untilJob(queues.requests, { id: job?.id ?? '' }, 'completed');
    expect(again.data, 'it was the checkout').to.include({ kind: 'checkout' });
    expect(again.returnvalue).to.deep.equal(stored);
    expect(await live.issue(ISSUE)).to.deep.equal(before);
    expect(await history()).to.deep.equal(['checkout.granted', 'checkin.committed']);
  });
});

async function granted(asking: Promise<CheckoutAnswer>): Promise<Extract<CheckoutAnswer, { outcome: 'granted' }>> {
  const answer = await asking;
  return answer.outcome === 'granted' ? answer : expect.fail(answer.outcome);
}

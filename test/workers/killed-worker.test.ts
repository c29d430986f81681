/** A worker killed in the middle of a hundred requests: another takes over, and each request has its one outcome. */

import { expect } from 'chai';
import type { CheckinRequest, Request } from '../../queues/requests.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { type Child, endChildren } from '../support/child.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkoutRequest, useWorkshop } from './workshop.ts';

/** Issues handed back; as many more are asked for by two processes each. 20 + 40 + 40 = 100 requests. */
const HANDED_BACK = 20;
const ASKED_FOR = 40;
/** Outcomes after which the worker is killed. */
const KILLED_AFTER = 12;

describe('a worker killed in the middle of a hundred requests', () => {
  const workshop = useWorkshop();
  afterEach(endChildren);

  const startWorker = (): Promise<Child> => workshop.open.live.workInChild({ workerConcurrency: 4 });

  const checkout = (issue: number, processId: ProcessId): Request =>
    checkoutRequest(issue, processId, `checkout-${issue}-${processId.slice(0, 4)}`);

  /** Takes the first issues for `holder`, whose checkins they then wait for. */
  async function checkins(holder: ProcessId): Promise<CheckinRequest[]> {
    const issues = Array.from({ length: HANDED_BACK }, (_, index) => index + 1);
    return Promise.all(
      issues.map(async (issue) => {
        const fence = await workshop.open.driven.take(issue, holder, { ttlMs: 600_000 });
        const requestId = `checkin-${issue}-of-it` as RequestId;
        return { v: 1, kind: 'checkin', requestId, issue, processId: holder, fence, status: 'completed' } as const;
      }),
    );
  }

  /** Checkins and checkouts in turn. */
  async function mixedRequests(): Promise<Request[]> {
    const { driven } = workshop.open;
    const [first, second] = [await driven.register('aaaa'), await driven.register('bbbb')];
    const handedBack = await checkins(await driven.register('cccc'));
    return Array.from({ length: ASKED_FOR }, (_, index) => HANDED_BACK + 1 + index).flatMap((issue, index) => {
      const checkin = handedBack[index];
      const rivals = [checkout(issue, first), checkout(issue, second)];
      return checkin === undefined ? rivals : [checkin, ...rivals];
    });
  }

  const outcomes = async (requests: readonly Request[]): Promise<(string | undefined)[]> =>
    Promise.all(
      requests.map(async ({ requestId }) => (await readOutcome(workshop.open.driven.store, requestId))?.outcome),
    );

  /** Kills the worker as soon as so many of the requests were answered on the channels of those who ask. */
  async function killAfter(answers: number, worker: Child, requests: readonly Request[]): Promise<string[]> {
    const { live, queues } = workshop.open;
    const listener = live.redis.duplicate();
    const heard: string[] = [];
    listener.on('message', (_channel: string, message: string) => {
      heard.push(message);
      if (heard.length === answers) void worker.kill('SIGKILL');
    });
    await listener.subscribe(...new Set(requests.map(({ processId }) => live.store.keys.replies(processId))));
    await queues.requests.addBulk(requests.map((request) => ({ name: request.kind, data: request })));
    expect(await worker.exited).to.include({ signal: 'SIGKILL' });
    listener.disconnect();
    return heard;
  }

  it('leaves none without its one outcome, grants nothing twice and no index wrong', async function () {
    this.timeout(90_000);
    const { live, queues } = workshop.open;
    const requests = await mixedRequests();
    expect(requests).to.have.lengthOf(100);
    await killAfter(KILLED_AFTER, await startWorker(), requests);
    const known = (await outcomes(requests)).filter((outcome) => outcome !== undefined).length;
    expect(known, 'requests answered when the worker was killed').to.be.within(KILLED_AFTER, 99);

    await startWorker();
    await waitFor(
      'all jobs to be done',
      async (saw) => {
        const counts = await queues.requests.getJobCounts('completed', 'failed', 'active', 'waiting', 'delayed');
        saw(counts);
        return counts['completed'] === requests.length;
      },
      { withinMs: 60_000 },
    );

    const all = await outcomes(requests);
    const tally = (kind: string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const [index, request] of requests.entries()) {
        if (request.kind === kind) counts[all[index] ?? 'none'] = (counts[all[index] ?? 'none'] ?? 0) + 1;
      }
      return counts;
    };
    expect(tally('checkin')).to.deep.equal({ committed: HANDED_BACK });
    expect(tally('checkout')).to.deep.equal({ granted: ASKED_FOR, held: ASKED_FOR });
    for (let issue = 1; issue <= HANDED_BACK + ASKED_FOR; issue += 1) {
      const history = (await issueHistory(live.store, issue)).map(({ type }) => type);
      const wanted = issue <= HANDED_BACK ? ['checkout.granted', 'checkin.committed'] : ['checkout.granted'];
      expect(history, `history of #${issue}`).to.deep.equal(wanted);
    }
    expect((await verifyIndexes(live.store)).faults).to.deep.equal([]);
  });
});

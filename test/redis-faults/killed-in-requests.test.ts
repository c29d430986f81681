/** Redis is killed and started again in the middle of 500 requests: what was acknowledged is there, and nothing twice. */

import { expect } from 'chai';
import type { Mirin } from '../../src/client/mirin.ts';
import type { Outcome } from '../../queues/outcomes.ts';
import { MirinError, TimedOutError } from '../../src/errors.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** Each is taken and handed back: 500 requests, and those that are asked for again. */
const ISSUES = 250;
const PROGRAMS = 5;
/** Redis is killed when so many issues have been handed back. */
const KILLED_AFTER = [60, 150];

describe('a Redis that is killed and started again in the middle of 500 requests', function () {
  this.timeout(120_000);
  let redis: TestRedis;
  let project: LiveProject;
  let programs: Mirin[];
  /** What programs were told, by the id of the request. */
  const told = new Map<string, Outcome['outcome']>();
  let handedBack = 0;

  before(async () => {
    redis = await startRedis({ appendfsync: 'always' });
    project = new LiveProject(redis.url);
    await project.workInChild({ heartbeatEveryMs: 1_000 });
    const names = Array.from({ length: PROGRAMS }, (_, index) => `program-${index}`);
    programs = await Promise.all(names.map((name) => project.connect(name, { heartbeatTtlMs: 60_000 })));
  });
  after(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  /** One request: asked for under the same id where it failed, and anew where it was withdrawn or may not be granted yet. */
  async function ask<T extends { outcome: Outcome['outcome'] }>(
    name: string,
    send: (requestId: string) => Promise<T>,
  ): Promise<T> {
    for (let time = 1; ; ) {
      const requestId = `${name}-time-${time}`;
      try {
        const answer = await send(requestId);
        told.set(requestId, answer.outcome);
        if (answer.outcome !== 'cooling-down') return answer;
        time += 1;
      } catch (error) {
        if (!(error instanceof MirinError)) throw error;
        if (error instanceof TimedOutError && error.settled) time += 1;
      }
    }
  }

  async function takeAndHandBack(mirin: Mirin, issue: number): Promise<void> {
    const got = await ask(`checkout-${issue}`, (requestId) => mirin.checkout(issue, { requestId, timeoutMs: 10_000 }));
    if (got.outcome !== 'granted') throw new Error(`issue ${issue}: ${JSON.stringify(got)}`);
    await ask(`checkin-${issue}`, (requestId) => got.lease.checkin('completed', { requestId, timeoutMs: 10_000 }));
    handedBack += 1;
  }

  /** Several at a time. */
  async function workThrough(mirin: Mirin, issues: readonly number[]): Promise<void> {
    const left = [...issues];
    const next = async (): Promise<void> => {
      for (let issue = left.pop(); issue !== undefined; issue = left.pop()) await takeAndHandBack(mirin, issue);
    };
    await Promise.all(Array.from({ length: 5 }, next));
  }

  it('answers every program for every issue', async () => {
    const issues = Array.from({ length: ISSUES }, (_, index) => index + 1);
    const working = programs.map((mirin, place) =>
      workThrough(
        mirin,
        issues.filter((issue) => issue % PROGRAMS === place),
      ),
    );
    for (const count of KILLED_AFTER) {
      await waitFor(`${count} issues to be handed back`, () => handedBack >= count, { withinMs: 60_000, everyMs: 1 });
      await redis.kill();
      await redis.restart();
    }
    await Promise.all(working);
    expect(handedBack).to.equal(ISSUES);
  });

  it('has all that it acknowledged', async () => {
    const [mirin] = programs as [Mirin];
    expect(told.size).to.be.at.least(2 * ISSUES);
    for (const [requestId, outcome] of told) {
      expect(await mirin.outcome(requestId), requestId).to.include({ outcome });
    }
  });

  it('has granted and handed back each issue once', async () => {
    for (let issue = 1; issue <= ISSUES; issue += 1) {
      const types = (await issueHistory(project.store, issue)).map(({ type }) => type).join(' ');
      const used = types.replaceAll('checkout.granted checkout.abandoned ', '');
      expect(used, `history of #${issue}`).to.equal('checkout.granted checkin.committed');
    }
    expect((await verifyIndexes(project.store)).faults).to.deep.equal([]);
  });
});

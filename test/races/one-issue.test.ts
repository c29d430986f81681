/** Fifty clients want one issue at the same moment, round after round: one gets it, and under a higher fence each time. */

import { expect } from 'chai';
import { issueHistory } from '../../src/store/issue-history.ts';
import { type Child, endChildren, startChild } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

/** Clients of their own: each has its own process id, connections and heartbeat thread. 17 + 17 + 16 in three processes. */
const CLIENTS_IN_PROCESSES = [17, 17, 16];
/** Every client asks for each of them at once: a round for each, 200 in all. */
const ISSUES = [1, 2, 3, 4, 5, 6, 7, 8];
const TURNS = 25;

/** Generous: only a failure or a machine under load spends it. */
const WITHIN_MS = 60_000;

interface Answer {
  issue: number;
  outcome: string;
  holder?: string;
  fence?: string;
}

describe('fifty clients that want one issue at once', () => {
  let redis: TestRedis;
  let project: LiveProject;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.workInChild();
  });
  after(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  async function connectRivals(count: number, index: number): Promise<Child> {
    const given = { project: project.name, redis: project.redisUrl, process: `rivals-${index}` };
    const options = JSON.stringify({ ...given, requestTimeoutMs: WITHIN_MS });
    const child = startChild('test/programs/rivals.js', [options, String(count)]);
    await child.next(({ event }) => event === 'connected', WITHIN_MS);
    return child;
  }

  /** Has all of them do it; what each said. */
  async function all<T>(rivals: readonly Child[], turn: number, order: object): Promise<T[]> {
    for (const child of rivals) child.tell({ turn, ...order });
    const isAnswer = (message: Record<string, unknown>): boolean => message['turn'] === turn;
    const answers = await Promise.all(rivals.map((child) => child.next(isAnswer, WITHIN_MS)));
    expect(answers.map(({ error }) => error)).to.deep.equal(rivals.map(() => undefined));
    return answers.flatMap(({ said }) => said as T[]);
  }

  /** One is granted the issue and the others hear who that is; its fence. */
  function fenceOfOne(answers: readonly Answer[]): bigint {
    const [granted, ...more] = answers.filter(({ outcome }) => outcome === 'granted');
    expect(more, 'further grants').to.deep.equal([]);
    const heldBy = answers.filter(({ outcome }) => outcome === 'held').map(({ holder }) => holder);
    expect(heldBy).to.deep.equal(Array.from({ length: 49 }, () => granted?.holder));
    return BigInt(granted?.fence ?? 0);
  }

  it('are one that is granted it and forty-nine that hear who holds it, in two hundred rounds', async function () {
    this.timeout(240_000);
    const rivals = await Promise.all(CLIENTS_IN_PROCESSES.map(connectRivals));
    const fences: bigint[][] = ISSUES.map(() => []);
    for (let turn = 1; turn <= TURNS; turn += 1) {
      const answers = await all<Answer>(rivals, turn, { do: 'ask', issues: ISSUES });
      for (const [place, wanted] of ISSUES.entries()) {
        fences[place]?.push(fenceOfOne(answers.filter(({ issue }) => issue === wanted)));
      }
      const handedBack = await all<string>(rivals, turn, { do: 'hand-back' });
      expect(handedBack).to.deep.equal(ISSUES.map(() => 'committed'));
    }
    for (const [place, issue] of ISSUES.entries()) {
      const ofIssue = fences[place] ?? [];
      expect(ofIssue.every((fence, turn) => turn === 0 || fence > (ofIssue[turn - 1] ?? 0n))).to.equal(true);
      const history = (await issueHistory(project.store, issue)).map(({ type }) => type);
      expect(history).to.deep.equal(ofIssue.flatMap(() => ['checkout.granted', 'checkin.committed']));
    }
  });
});

/** intake-note and intake-take: what becomes a task, what waits and what is left, by the state of its issue. */

import { expect } from 'chai';
import type { Candidate } from '../../src/intake/candidate.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { claimTask } from '../../src/transitions/claim-task.ts';
import { markProcessed } from '../../src/transitions/mark-processed.ts';
import { noteCandidate } from '../../src/transitions/intake-note.ts';
import { takeCandidate } from '../../src/transitions/intake-take.ts';
import { type HeldLease, T0, useTransitionProject } from '../support/transition-fixture.ts';
import type { RequestId } from '../../queues/values.ts';
import type { CheckinStatus } from '../../queues/values.ts';

const MINUTE_MS = 60_000;

describe('the intake', () => {
  const project = useTransitionProject();
  let requests = 0;

  beforeEach(() => setRule(100));

  const setRule = (limit: number) => project.redis.hset(project.keys.own.intake, { rule: '{}', limit, attempts: 2 });
  const note = (candidate: Candidate, createdAtMs = T0) =>
    noteCandidate(project.store, { ...candidate, type: 'docs', priority: 'high', createdAtMs });
  const take = (candidate: Candidate) => takeCandidate(project.store, candidate, 'a worker');
  const noteAndTake = async (candidate: Candidate) => {
    const noted = await note(candidate);
    return noted.outcome === 'left' ? noted : take(candidate);
  };
  const candidates = () => project.redis.zrange(project.keys.own.intake_waiting, 0, '-1');
  const events = async () =>
    (await project.redis.xrange(project.keys.own.events, '-', '+')).map(([, fields]) => fields);

  /** Takes up the waiting task of the issue. */
  const claim = async (issue: number): Promise<HeldLease & { comment?: string | undefined }> => {
    const processId = await project.driven.register();
    const run = Number((await project.task(issue))['run']);
    const ticket = { v: 1, kind: 'ticket', taskId: `issue-${issue}`, run, issue } as const;
    requests += 1;
    const requestId = `claim-of-the-test-${requests}` as RequestId;
    const got = await claimTask(project.store, { ticket, processId, requestId, ttlMs: 90_000 }, project.rules);
    if (got.outcome !== 'granted') throw new Error(`not granted: ${JSON.stringify(got)}`);
    return { issue, processId, fence: got.fence, expiresAtMs: got.expiresAtMs, comment: got.comment };
  };
  const handBack = async (lease: HeldLease, status: CheckinStatus) => {
    requests += 1;
    const requestId = `checkin-of-the-test-${requests}` as RequestId;
    return (await checkin(project.store, project.checkinRequest(lease, { status, requestId }))).outcome;
  };
  /** Has the issue worked on once, so that it is in this status. */
  const workedOn = async (issue: number, status: CheckinStatus) =>
    handBack(await project.take(issue, await project.driven.register()), status);

  it('makes an issue that nobody knows a task, pending, marked and told of in one step', async () => {
    expect(await note({ issue: 7 })).to.deep.equal({ outcome: 'noted' });
    expect(await note({ issue: 7 })).to.deep.equal({ outcome: 'known' });
    expect(await project.issue(7), 'to note it changes nothing about it').to.deep.equal({});
    const wanted = { taskId: 'issue-7', issue: 7, run: 1 };
    expect(await take({ issue: 7 })).to.deep.equal({ outcome: 'taken', wanted, type: 'docs', priority: 'high' });
    expect(await project.task(7)).to.include({ state: 'waiting', run: '1', type: 'docs', priority: 'high' });
    expect(await project.issue(7)).to.include({ status: 'pending' });
    expect(await project.redis.zscore(project.keys.own.tasks_wanted, 'issue-7')).to.equal(String(T0));
    expect((await events()).at(-1)).to.include.members(['task.queued', 'a worker', 'docs']);
    expect(await candidates()).to.deep.equal([]);
  });

  it('is taken by one of fifty', async () => {
    await note({ issue: 7 });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => take({ issue: 7 })));
    expect(outcomes.filter(({ outcome }) => outcome === 'taken')).to.have.length(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'gone')).to.have.length(49);
  });

  it('keeps candidates by level, then by age', async () => {
    const noteAs = (issue: number, priority: 'dogfooding' | 'normal' | 'low', createdAtMs: number) =>
      noteCandidate(project.store, { issue, type: 'misc', priority, createdAtMs });
    await noteAs(1, 'low', 1_000);
    await noteAs(2, 'normal', T0);
    await noteAs(3, 'dogfooding', T0);
    await noteAs(4, 'normal', T0 - 1);
    expect(await candidates()).to.deep.equal(['3', '4', '2', '1']);
  });

  it('takes an issue that is pending without a task, and leaves its status', async () => {
    await workedOn(7, 'pending');
    const { version } = await project.issue(7);
    expect(await noteAndTake({ issue: 7 })).to.include({ outcome: 'taken' });
    expect(await project.issue(7)).to.include({ version });
  });

  for (const status of ['completed', 'awaiting-response'] as const) {
    it(`leaves an issue that is ${status}`, async () => {
      await workedOn(7, status);
      expect(await noteAndTake({ issue: 7 })).to.deep.equal({ outcome: 'left', reason: status });
    });
  }

  it('leaves an issue that somebody holds, that has a task, or that is quarantined', async () => {
    await project.take(1, await project.driven.register());
    expect(await noteAndTake({ issue: 1 })).to.deep.equal({ outcome: 'left', reason: 'processing' });
    await project.wantTask(2);
    expect(await noteAndTake({ issue: 2 })).to.deep.equal({ outcome: 'left', reason: 'queued' });
    for (let deaths = 0; deaths < 3; deaths += 1) await project.dieWith(3);
    expect(await noteAndTake({ issue: 3 })).to.deep.equal({ outcome: 'left', reason: 'quarantined' });
  });

  it('leaves an issue that somebody called processed, until it is called so no more', async () => {
    await markProcessed(project.store, 7, true, 'alice');
    expect(await noteAndTake({ issue: 7 })).to.deep.equal({ outcome: 'left', reason: 'processed' });
    await markProcessed(project.store, 7, false, 'alice');
    expect(await noteAndTake({ issue: 7 })).to.include({ outcome: 'taken' });
  });

  it('decides anew when it takes: an issue that was completed meanwhile is dropped', async () => {
    await note({ issue: 7 });
    await workedOn(7, 'completed');
    expect(await take({ issue: 7 })).to.deep.equal({ outcome: 'dropped', reason: 'completed' });
    expect(await candidates()).to.deep.equal([]);
  });

  it('takes no more than may wait, says so once, and keeps the candidate', async () => {
    await setRule(1);
    await noteAndTake({ issue: 1 });
    expect(await noteAndTake({ issue: 2 })).to.deep.equal({ outcome: 'full', isNew: true });
    expect(await take({ issue: 2 })).to.deep.equal({ outcome: 'full', isNew: false });
    expect(await candidates()).to.deep.equal(['2']);
    expect(await project.task(2)).to.deep.equal({});
  });

  describe('of a comment', () => {
    const ANSWER = { issue: 7, comment: '41' };
    const LATER = { issue: 7, comment: '42' };

    it('makes it a task of its issue, which goes on to await a response until somebody takes it up', async () => {
      await workedOn(7, 'awaiting-response');
      expect(await noteAndTake(ANSWER)).to.include({ outcome: 'taken' });
      expect(await project.issue(7)).to.include({ status: 'awaiting-response' });
      expect((await claim(7)).comment).to.equal('41');
    });

    it('counts as processed when its task ended, and only then', async () => {
      await workedOn(7, 'awaiting-response');
      await noteAndTake(ANSWER);
      const processed = () => project.redis.smembers(project.keys.issue(7).processed_comments);
      const lease = await claim(7);
      expect(await processed()).to.deep.equal([]);
      await handBack(lease, 'awaiting-response');
      expect(await processed()).to.deep.equal(['41']);
      expect(await noteAndTake(ANSWER)).to.deep.equal({ outcome: 'left', reason: 'processed' });
    });

    it('lets one wait for the other, and for the work under way', async () => {
      await workedOn(7, 'awaiting-response');
      await noteAndTake(ANSWER);
      expect(await noteAndTake(LATER)).to.deep.equal({ outcome: 'later', reason: 'queued' });
      const lease = await claim(7);
      expect(await take(LATER)).to.deep.equal({ outcome: 'later', reason: 'queued' });
      await handBack(lease, 'awaiting-response');
      expect(await take(LATER)).to.include({ outcome: 'taken' });
      expect((await claim(7)).comment).to.equal('42');
    });

    it('is no work on an issue that awaits none', async () => {
      expect(await noteAndTake(ANSWER)).to.deep.equal({ outcome: 'left', reason: 'unknown' });
      await noteAndTake({ issue: 7 });
      expect(await noteAndTake(ANSWER), 'its task is still to be taken up').to.deep.equal({
        outcome: 'later',
        reason: 'queued',
      });
      await handBack(await claim(7), 'completed');
      expect(await take(ANSWER)).to.deep.equal({ outcome: 'dropped', reason: 'completed' });
    });

    it('goes with its task where the holder dies, and is told to the next one', async () => {
      await workedOn(7, 'awaiting-response');
      await noteAndTake(ANSWER);
      const lease = await claim(7);
      await project.repair(lease, { cause: 'dead' });
      expect((await claim(7)).comment).to.equal('41');
    });
  });

  describe('after a run that failed', () => {
    it('tries the issue again after a minute, and gives it up after so many runs', async () => {
      await noteAndTake({ issue: 7 });
      await handBack(await claim(7), 'error');
      expect(await candidates()).to.deep.equal(['7']);
      await project.pass(MINUTE_MS - 1);
      expect(await take({ issue: 7 })).to.deep.equal({ outcome: 'later', reason: 'retried-later' });
      await project.pass(1);
      expect(await take({ issue: 7 })).to.include({ outcome: 'taken' });
      await handBack(await claim(7), 'error');
      expect(await candidates()).to.deep.equal([]);
      await project.pass(10 * MINUTE_MS);
      expect(await noteAndTake({ issue: 7 })).to.deep.equal({ outcome: 'left', reason: 'failed' });
    });

    it('tries the comment again, before any other', async () => {
      const answer = { issue: 7, comment: '41' };
      await workedOn(7, 'awaiting-response');
      await noteAndTake(answer);
      const lease = await claim(7);
      expect(await note(answer), 'it is listed again meanwhile').to.deep.equal({ outcome: 'left', reason: 'queued' });
      await handBack(lease, 'error');
      expect(await candidates()).to.deep.equal(['7/41']);
      expect(await noteAndTake({ issue: 7, comment: '42' })).to.deep.equal({ outcome: 'later', reason: 'queued' });
      await project.pass(MINUTE_MS);
      expect(await take(answer)).to.include({ outcome: 'taken' });
      await handBack(await claim(7), 'awaiting-response');
      expect(await project.task(7)).not.to.have.any.keys('comment', 'failures', 'retryAt', 'candidate');
    });

    it('leaves a task alone that the intake did not want', async () => {
      await project.wantTask(7);
      await handBack(await claim(7), 'error');
      expect(await candidates()).to.deep.equal([]);
    });
  });
});

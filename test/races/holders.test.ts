/** Holders that are stopped over a checkin, cut off from a grant, or live among other pids: whose lease it is stays sure. */

import { expect } from 'chai';
import { issueHistory } from '../../src/store/issue-history.ts';
import type { IssueRecord } from '../../src/store/issue-record.ts';
import { getProcess } from '../../src/store/read-process.ts';
import { canUnshare } from '../machine/namespaces.ts';
import { endChildren } from '../support/child.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { type HolderChild, LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { ISSUE, StoppedCheckin } from './stopped-checkin.ts';
import { BEATEN_FOR, UNHEARD, type Unheard, UnheardGrant } from './unheard-grant.ts';

/** The life of a lease, and then probes, a grace, a scan and the repair; generous, since only a failure spends it. */
const REPAIRED = { withinMs: 60_000 };

const isPending = ({ status }: IssueRecord): boolean => status === 'pending';

describe('the holder of a lease', function () {
  this.timeout(120_000);
  let redis: TestRedis;
  let brief: StoppedCheckin;
  let long: StoppedCheckin;
  let cutOff: UnheardGrant;
  let unheard: Unheard;
  let elsewhere: LiveProject;
  let foreign: HolderChild | undefined;

  // All of them at once, so that the life of a lease is waited for once.
  before(async () => {
    redis = await startRedis();
    [brief, long] = [new StoppedCheckin(redis.url), new StoppedCheckin(redis.url)];
    cutOff = new UnheardGrant(redis.url);
    elsewhere = new LiveProject(redis.url);
    [unheard, foreign] = await Promise.all([
      cutOff.happen(),
      holdFromElsewhere(),
      long.stop(QUICK.heartbeatTtlMs),
      brief.stop(10 * QUICK.heartbeatTtlMs),
    ]);
  });
  after(async () => {
    await endChildren();
    await Promise.all([cutOff.end(), brief.project.end(), long.project.end(), elsewhere.end()]);
    await redis.stop();
  });

  /** In a pid namespace of its own, where this run may make one. */
  async function holdFromElsewhere(): Promise<HolderChild | undefined> {
    if (!canUnshare()) return undefined;
    await elsewhere.work();
    const through = ['unshare', '--fork', '--pid', '--kill-child'];
    const holder = await elsewhere.connectInChild('elsewhere', {}, { through });
    await holder.does({ do: 'checkout', issue: ISSUE });
    return holder;
  }

  const historyOf = async ({ store }: LiveProject, issue: number) =>
    (await issueHistory(store, issue)).map(({ type, cause, isCounted }) => ({ type, cause, isCounted }));
  const happened = (type: string) => ({ type, cause: undefined, isCounted: undefined });

  it('that is stopped over its checkin for less than its TTL hears, when it goes on, that it was committed', async () => {
    await brief.carryOut();
    expect(await brief.goOn()).to.deep.include({ outcome: 'committed', version: 2 });
    expect(brief.losses).to.deep.equal([]);
    expect(await historyOf(brief.project, ISSUE)).to.deep.equal(
      ['checkout.granted', 'checkin.committed'].map(happened),
    );
  });

  it('that is stopped over its checkin for more than its TTL has lost the lease, and disturbs the next holder not', async () => {
    const { project } = long;
    await project.untilIssue(ISSUE, 'pending', isPending, REPAIRED);
    const driven = new DrivenProject(project.redis, project.name);
    await driven.take(ISSUE, await driven.register('next'));
    const before = await project.issue(ISSUE);
    await long.carryOut();
    expect(await long.goOn()).to.include({ outcome: 'superseded' });
    expect(await project.issue(ISSUE)).to.deep.equal(before);
    const reasons = await waitFor('word of the loss', () => long.losses.length > 0 && long.losses);
    expect(reasons).to.have.length(1);
    const [entry] = await project.redis.xrange(project.store.keys.own.superseded, '-', '+');
    expect(entry?.[1], 'the payload is kept').to.include('"mine"');
  });

  it('that lost the answer to a further request, and beats on for its lease, does not go on holding that issue', async () => {
    const { project } = cutOff;
    const { holder, lease, fault, granted } = unheard;
    expect(fault).to.include({ code: 'MIRIN_TIMED_OUT', settled: false });
    expect(granted).to.include({ processId: holder.processId });
    await project.untilIssue(UNHEARD, 'pending', isPending, REPAIRED);
    const [, repaired] = await issueHistory(project.store, UNHEARD);
    expect(repaired).to.include({ type: 'orphan.repaired', cause: 'dropped', isCounted: false });
    expect(repaired?.deadlineMs, 'no beat renewed it').to.equal(granted.expiresAtMs);

    expect(await project.processStatus(holder.processId)).to.equal('alive');
    expect(lease.signal.aborted).to.equal(false);
    const { expiresAtMs = 0 } = await project.issue(BEATEN_FOR);
    expect(expiresAtMs - (granted.expiresAtMs ?? 0), 'the other was renewed all the while').to.be.above(5_000);
    expect(await historyOf(project, BEATEN_FOR)).to.deep.equal([happened('checkout.granted')]);
  });

  it('that lives in another pid namespace of this host is not looked for among the pids of this one', async function () {
    if (foreign === undefined) this.skip();
    const { processId } = foreign;
    const { pid = 0, startedAtMs = 0 } = (await getProcess(elsewhere.store, processId)) ?? {};
    expect(pid, 'its own pid, which is somebody else’s here').to.be.below(10);
    const local = await elsewhere.connectInChild('local');
    await local.does({ do: 'checkout', issue: 2 });
    await local.child.kill('SIGKILL');
    await elsewhere.untilIssue(2, 'pending: the prober is at work', isPending, REPAIRED);

    await waitFor(
      'it to have beaten for longer than its TTL',
      async (saw) => {
        const seen = await getProcess(elsewhere.store, processId);
        saw(seen);
        return (seen?.lastSeenMs ?? 0) > startedAtMs + QUICK.heartbeatTtlMs;
      },
      REPAIRED,
    );
    expect(await getProcess(elsewhere.store, processId)).to.include({ status: 'alive', isUnresponsive: false });
    expect(await historyOf(elsewhere, ISSUE)).to.deep.equal([happened('checkout.granted')]);
    expect(await foreign.does({ do: 'checkin', issue: ISSUE, status: 'completed' })).to.include({
      outcome: 'committed',
    });
  });
});

/** What a crash between two steps left behind is found by a later scan: tickets, label passes, old processes. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { enqueueFollowUps } from '../../src/enqueue/follow-ups.ts';
import { nudgeLabels } from '../../workers/nudge-labels.ts';
import { forgetOldProcesses } from '../../workers/forget-old-processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Time after which a ticket that was issued is looked after again. */
const NUDGE_MS = 60_000;

describe('a scan', () => {
  const workshop = useWorkshop();

  describe('for wanted tasks', () => {
    const ISSUE = 5;
    const TASK = `issue-${ISSUE}`;

    /** The holder dies, and whoever repaired the issue dies before the ticket is enqueued. */
    async function wantTask(): Promise<void> {
      const { driven } = workshop.open;
      const holder = await driven.register();
      const fence = await driven.take(ISSUE, holder);
      const repaired = await driven.repairDead(ISSUE, holder, fence);
      expect(repaired).to.include({ outcome: 'repaired', to: 'pending' });
    }

    const ticket = () => workshop.open.queues.tasks.getJob(`t-${TASK}-1`);
    const nudgeAtMs = async (): Promise<number> =>
      Number(await workshop.open.live.redis.zscore(workshop.open.live.store.keys.own.tasks_wanted, TASK));

    it('gives one whose ticket was never enqueued its ticket, and looks after it a minute later', async () => {
      await wantTask();
      const wantedAtMs = await nudgeAtMs();
      await workshop.open.live.work();
      const found = await waitFor('the ticket', ticket);
      expect(found.data).to.deep.equal({ v: 1, kind: 'ticket', taskId: TASK, run: 1, issue: ISSUE });
      await waitFor('the next look to be put off', async () => (await nudgeAtMs()) >= wantedAtMs + NUDGE_MS - 1_000);
    });

    it('gives one whose ticket was lost another, when its time has come and not before', async () => {
      await wantTask();
      await workshop.open.live.work();
      await (await waitFor('the ticket', ticket)).remove();
      await waitFor('the next look to be put off', async () => (await nudgeAtMs()) > Date.now());
      expect(await workshop.open.scan()).to.include({ tasksNudged: 0 });
      expect(await ticket()).to.equal(undefined);
      const { own } = workshop.open.live.store.keys;
      await workshop.open.live.redis.zincrby(own.tasks_wanted, -NUDGE_MS, TASK);
      await waitFor('the ticket again', ticket);
      expect(await workshop.open.queues.tasks.count()).to.equal(1);
    });

    it('gives one that was marked before the clock of Redis was set back its ticket', async () => {
      await wantTask();
      const { live, queues } = workshop.open;
      await live.redis.zincrby(live.store.keys.own.tasks_wanted, 3_600_000, TASK);
      await live.work();
      expect((await waitFor('the ticket', ticket)).data).to.include({ taskId: TASK, run: 1 });
      await waitFor('the next look to be a minute ahead', async () => {
        const aheadMs = (await nudgeAtMs()) - Date.now();
        return aheadMs > 0 && aheadMs <= NUDGE_MS;
      });
      expect(await queues.tasks.count()).to.equal(1);
    });

    it('does not mark one anew that was taken up while its ticket was made', async () => {
      await wantTask();
      const { driven, live } = workshop.open;
      const { context } = await live.work();
      await waitFor('the ticket', ticket);
      await driven.take(ISSUE, await driven.register('other'));
      const wanted = { taskId: TASK, issue: ISSUE, run: 1 };
      const { target } = context.visit(live.name);
      await enqueueFollowUps(target, [{ kind: 'ticket', wanted, isRepaired: true }]);
      expect(await live.redis.zscore(live.store.keys.own.tasks_wanted, TASK)).to.equal(null);
    });

    it('gives no ticket to one that somebody has taken up since', async () => {
      await wantTask();
      const { driven, queues } = workshop.open;
      await driven.take(ISSUE, await driven.register('other'));
      await workshop.open.live.work();
      expect(await workshop.open.scan()).to.include({ tasksNudged: 0 });
      expect(await queues.tasks.count()).to.equal(0);
    });
  });

  it('looks at every lease that ran out, however many', async () => {
    const { live } = workshop.open;
    await live.work({ scanEveryMs: 3_600_000 });
    const expired = Array.from({ length: 501 }, (_, index) => [1, String(index + 1)]).flat();
    await live.redis.zadd(live.store.keys.own.leases, ...expired);
    expect(await workshop.open.scan()).to.include({ expired: 501 });
  });

  describe('for labels', () => {
    let simulator: GitHubSimulator;

    beforeEach(async () => {
      simulator = await startHonestGitHub();
    });
    afterEach(() => simulator.stop());

    it('asks again for a pass whose job was never enqueued or got lost', async () => {
      const { live, driven } = workshop.open;
      const repository = simulator.repo(live.name);
      for (const issue of [5, 6]) repository.createIssue({ number: issue });
      const holder = await driven.register();
      // By the transition alone, as if its worker had died before it enqueued what follows.
      await driven.take(5, holder);
      await live.work({ githubToken: simulator.token, githubApiUrl: simulator.url });
      await waitFor('the label of #5', () => repository.labelsOf(5).includes('processing'));
      await driven.take(6, holder);
      await waitFor('the label of #6', () => repository.labelsOf(6).includes('processing'));
    });
  });

  it('finds labels behind any number of those that GitHub refused', async () => {
    const { redis, store } = workshop.open.live;
    const refused = Array.from({ length: 201 }, (_, index) => index + 1);
    for (const issue of refused) await redis.hset(store.keys.issue(issue).issue, 'version', '1', 'labelBlocked', '1');
    await redis.zadd(store.keys.own.labels_dirty, ...refused.flatMap((issue) => [issue, issue]), 300, '300');
    expect(await nudgeLabels({ store })).to.deep.equal([{ kind: 'label-sync', issue: 300, because: 'due' }]);
  });

  describe('for old processes', () => {
    /** As if it had been seen last so long ago. */
    async function seenAgo(processId: ProcessId, agoMs: number): Promise<void> {
      const { keys } = workshop.open.live.store;
      const lastSeen = String(Date.now() - agoMs);
      await workshop.open.live.redis.hset(keys.process(processId).process, 'lastSeen', lastSeen);
      await workshop.open.live.redis.zadd(keys.own.processes, lastSeen, processId);
    }

    const isKnown = async (processId: ProcessId): Promise<boolean> =>
      (await workshop.open.live.redis.exists(workshop.open.live.store.keys.process(processId).process)) === 1;

    it('forgets those seen last more than a week ago, unless they hold something', async () => {
      const { driven } = workshop.open;
      const [old, younger, holding] = [await driven.register(), await driven.register(), await driven.register()];
      await driven.take(5, holding);
      await seenAgo(old, 7 * DAY_MS + 60_000);
      await seenAgo(holding, 7 * DAY_MS + 30_000);
      await seenAgo(younger, 7 * DAY_MS - 60_000);
      await workshop.open.live.work();
      await waitFor('the oldest to be forgotten', async () => !(await isKnown(old)));
      expect(await workshop.open.scan()).to.include({ processesForgotten: 0 });
      expect([await isKnown(holding), await isKnown(younger)]).to.deep.equal([true, true]);
      expect(await workshop.open.live.redis.zscore(workshop.open.live.store.keys.own.processes, old)).to.equal(null);
    });

    it('forgets the oldest beyond ten thousand, however young they are', async () => {
      const workers = await workshop.open.live.work({ scanEveryMs: 3_600_000 });
      await workshop.open.untilLogged('scan.finished');
      const site = workers.context.sites.get(workshop.open.live.name);
      if (site === undefined) throw new Error('the project is not served');
      const { processes } = workshop.open.live.store.keys.own;
      const members = Array.from({ length: 10_003 }, (_, index) => [Date.now() - index, `bot~${10_000_000 + index}`]);
      await workshop.open.live.redis.zadd(processes, ...members.flat());
      expect(await forgetOldProcesses(site)).to.equal(3);
      expect(await workshop.open.live.redis.zcard(processes)).to.equal(10_000);
      expect(await workshop.open.live.redis.zscore(processes, 'bot~10010002')).to.equal(null);
      expect(await forgetOldProcesses(site)).to.equal(0);
    });
  });
});

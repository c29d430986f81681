/** Repairs are told of on a (simulated) GitHub by real workers: once each, whoever dies over it, and only where that is wanted. */

import { expect } from 'chai';
import type { Fence } from '../../queues/values.ts';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { repair } from '../../src/transitions/repair.ts';
import { endChildren } from '../support/child.ts';
import { shortenLocks } from '../support/die-at/short-locks.ts';
import { startDoomed, untilDead } from '../support/doomed.ts';
import { QUICK } from '../support/live-project.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const ISSUE = 5;

describe('the comment on a repair', function () {
  this.timeout(120_000);
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    repository = simulator.repo(workshop.open.live.name);
    repository.createIssue({ number: ISSUE, labels: ['bug'] });
  });
  afterEach(async () => {
    await endChildren();
    await simulator.stop();
  });

  const flags = (over: Record<string, string> = {}) => ({
    githubToken: simulator.token,
    githubApiUrl: simulator.url,
    repairComments: 'true',
    ...over,
  });
  const bodies = () => repository.commentsOf(ISSUE).map(({ body }) => body);
  const marker = (fence: Fence) => `<!-- mirin:repair:${ISSUE}:${fence} -->`;

  /** An orphan, as whoever finds it names it. */
  async function orphan() {
    const { driven } = workshop.open;
    const holder = await driven.register('bot');
    const fence = await driven.take(ISSUE, holder);
    const deadlineMs = Number(await driven.redis.zscore(driven.store.keys.own.leases, ISSUE));
    return { issue: ISSUE, holder, fence, deadlineMs, cause: 'dead' as const };
  }

  /** Has a worker repair it. */
  async function orphanToRepair(): Promise<Fence> {
    const seen = await orphan();
    const { live, queues } = workshop.open;
    await queues.orphans.add('orphan-repair', { v: 1, kind: 'orphan-repair', project: live.name, ...seen });
    return seen.fence;
  }

  /** Repaired by a transition alone: whoever should have asked for the comment died. */
  async function repairedUnasked(): Promise<Fence> {
    const { driven } = workshop.open;
    const seen = await orphan();
    await repair(driven.store, seen, driven.rules, 'a test', { isCommentWanted: true });
    return seen.fence;
  }

  const isWanted = async (): Promise<boolean> =>
    (await workshop.open.live.redis.exists(workshop.open.live.store.keys.own.comments_wanted)) === 1;
  const untilTold = () => waitFor('no comment to be wanted any more', async () => !(await isWanted()));

  it('is posted once for each orphaning, beside the labels', async () => {
    await workshop.open.live.work(flags());
    const first = await orphanToRepair();
    await workshop.open.untilLogged('comment.posted');
    const second = await orphanToRepair();
    await workshop.open.untilLogged('comment.posted', 2);
    await untilTold();
    expect(bodies()).to.have.length(2);
    expect(bodies()[0]).to.include('**Mirin has repaired this issue**').and.to.include(marker(first));
    expect(bodies()[1]).to.include(marker(second));
    expect(repository.labelsOf(ISSUE)).to.include('bug');
  });

  it('is not posted where nobody switched it on', async () => {
    await workshop.open.live.work(flags({ repairComments: 'false' }));
    await orphanToRepair();
    await workshop.open.untilLogged('repair.requeued');
    expect(await isWanted()).to.equal(false);
    await workshop.open.scan();
    expect(bodies()).to.deep.equal([]);
  });

  it('is in the language of its project', async () => {
    const own = { [workshop.open.live.name]: { repairComments: true, commentLanguage: 'ja' } };
    await workshop.open.live.work(flags({ repairComments: 'false', projectSettings: JSON.stringify(own) }));
    await orphanToRepair();
    await workshop.open.untilLogged('comment.posted');
    expect(bodies()[0]).to.include('Mirin がこの issue を修復しました');
  });

  it('is found by the scan where nobody asked for it', async () => {
    const fence = await repairedUnasked();
    await workshop.open.live.work(flags());
    await workshop.open.scan();
    await untilTold();
    expect(bodies()).to.have.length(1);
    expect(bodies()[0]).to.include(marker(fence));
    expect(await workshop.open.scan()).to.include({ commentsNudged: 0 });
  });

  it('waits for a worker with a token, and its job holds nothing but the key of the issue', async () => {
    await repairedUnasked();
    const without = await workshop.open.live.work({ repairComments: 'true' });
    expect(await workshop.open.scan()).to.include({ commentsNudged: 0 });
    expect(await isWanted()).to.equal(true);
    await without.stop();
    await workshop.open.live.work(flags());
    await untilTold();
    const { labels } = workshop.open.queues;
    const jobs = await labels.getJobs(['completed', 'active', 'waiting']);
    const data = jobs.filter(({ name }) => name === 'repair-comment').map((job) => job.data as unknown);
    expect(data[0]).to.deep.equal({ v: 1, kind: 'repair-comment', project: workshop.open.live.name, issue: ISSUE });
  });

  it('is given up on a locked issue, whose labels follow all the same', async () => {
    repository.issue(ISSUE).isLocked = true;
    await workshop.open.live.work(flags());
    repository.addLabels(ISSUE, ['processing']);
    await orphanToRepair();
    await workshop.open.untilLogged('comment.refused');
    await untilTold();
    await waitFor('the label to be gone', () => !repository.labelsOf(ISSUE).includes('processing'));
    expect(bodies()).to.deep.equal([]);
  });

  describe('is there once', () => {
    let lengthenLocks: () => void;
    before(() => {
      lengthenLocks = shortenLocks();
    });
    after(() => lengthenLocks());

    for (const at of ['before:comment-close', 'after:POST /issues/N/comments', 'sent:POST /issues/N/comments']) {
      it(`where its worker dies ${at}`, async () => {
        const fence = await repairedUnasked();
        const { live } = workshop.open;
        const given = JSON.stringify({ ...QUICK, projects: live.name, redisUrl: live.redisUrl, ...flags() });
        await untilDead(startDoomed({ at }, 'test/programs/worker.js', [given]), at);
        expect(await isWanted()).to.equal(true);
        await waitFor('GitHub to have the comment', () => bodies().length === 1);
        await live.work(flags());
        await untilTold();
        await workshop.open.untilLogged('comment.found');
        expect(bodies()).to.have.length(1);
        expect(bodies()[0]).to.include(marker(fence));
      });
    }
  });
});

/** Workers that share a Redis but not their projects: each leaves the other's label passes and repairs to it. */

import { expect } from 'chai';
import { addOrphanRepair } from '../../src/enqueue/follow-ups.ts';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { LiveProject } from '../support/live-project.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const ORPHANED = 5;
const LABELLED = 6;

describe('a worker beside one of another project', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let others: LiveProject;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    others = new LiveProject(workshop.open.server.url);
    repository = simulator.repo(others.name);
    for (const number of [ORPHANED, LABELLED]) repository.createIssue({ number });
  });
  afterEach(async () => {
    await others.end();
    await simulator.stop();
  });

  const start = (project: LiveProject) => project.work({ githubToken: simulator.token, githubApiUrl: simulator.url });

  /** A repair and a label pass of the other project, as jobs. */
  async function enqueueOthersJobs(): Promise<{ repairId: string; labelsId: string }> {
    const driven = new DrivenProject(others.redis, others.name);
    const holder = await driven.register();
    const fence = await driven.take(ORPHANED, holder);
    await driven.take(LABELLED, holder);
    const shared = workshop.open.queues;
    const { expiresAtMs: deadlineMs = 0 } = await others.issue(ORPHANED);
    const orphan = { issue: ORPHANED, holder, fence, deadlineMs, cause: 'dead' as const };
    const repairId = await addOrphanRepair({ store: others.store, shared }, orphan);
    const data = { v: 1, kind: 'label-sync', project: others.name, issue: LABELLED };
    const { id: labelsId = '' } = await shared.labels.add('label-sync', data);
    return { repairId, labelsId };
  }

  async function untilPutBackTwice(name: 'labels' | 'orphans', id: string): Promise<void> {
    const job = await waitFor(`${name} to put job ${id} back twice`, async (saw) => {
      const found = await workshop.open.queues[name].getJob(id);
      saw(found?.toJSON());
      return found !== undefined && found.attemptsStarted >= 2 && found;
    });
    expect(job.attemptsMade, 'tries used up').to.equal(0);
  }

  /** The state and GitHub show it, and the log of the other project's workers alone speaks of it. */
  async function expectDoneByTheOther(): Promise<void> {
    await others.untilIssue(ORPHANED, 'pending', ({ status }) => status === 'pending');
    await waitFor('the labels', () => repository.labelsOf(LABELLED).includes('processing'));
    const saidOfOthers = ({ logged }: LiveProject): unknown[] =>
      logged.filter(({ project }) => project === others.name).map(({ event }) => event);
    await waitFor('the other worker to tell of both', (saw) => {
      saw(saidOfOthers(others));
      return ['repair.requeued', 'labels.synced'].every((event) => saidOfOthers(others).includes(event));
    });
    expect(saidOfOthers(workshop.open.live)).to.deep.equal([]);
  }

  it('puts its jobs back until that one starts, without using up their tries', async () => {
    await start(workshop.open.live);
    const { repairId, labelsId } = await enqueueOthersJobs();
    await untilPutBackTwice('orphans', repairId);
    await untilPutBackTwice('labels', labelsId);
    expect((await others.issue(ORPHANED)).status).to.equal('processing');
    await start(others);
    await expectDoneByTheOther();
  });

  it('does not get in the way of one that was there before it', async () => {
    await start(others);
    await start(workshop.open.live);
    await enqueueOthersJobs();
    await expectDoneByTheOther();
  });
});

/** Workers that share a Redis but not their projects: each repairs for the other, and leaves its label passes to it. */

import { expect } from 'chai';
import { addOrphanRepair } from '../../src/enqueue/follow-ups.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
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
    simulator = await startHonestGitHub();
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
  async function enqueueOthersJobs(): Promise<{ labelsId: string }> {
    const driven = new DrivenProject(others.redis, others.name);
    const holder = await driven.register();
    const fence = await driven.take(ORPHANED, holder);
    await driven.take(LABELLED, holder);
    const shared = workshop.open.queues;
    const { expiresAtMs: deadlineMs = 0 } = await others.issue(ORPHANED);
    const orphan = { issue: ORPHANED, holder, fence, deadlineMs, cause: 'dead' as const };
    await addOrphanRepair({ store: others.store, shared }, orphan);
    const data = { v: 1, kind: 'label-sync', project: others.name, issue: LABELLED };
    const { id: labelsId = '' } = await shared.labels.add('label-sync', data);
    return { labelsId };
  }

  async function untilPutBackTwice(labelsId: string): Promise<void> {
    const job = await waitFor(`job ${labelsId} to be put back twice`, async (saw) => {
      const found = await workshop.open.queues.labels.getJob(labelsId);
      saw(found?.toJSON());
      return found !== undefined && found.attemptsStarted >= 2 && found;
    });
    expect(job.attemptsMade, 'tries used up').to.equal(0);
  }

  const untilRepaired = () => others.untilIssue(ORPHANED, 'pending', ({ status }) => status === 'pending');
  const untilLabelled = (): Promise<unknown> =>
    waitFor('the labels', () => repository.labelsOf(LABELLED).includes('processing'));

  /** What the worker beside logged of the other project's labels. */
  const saidOfLabels = (): unknown[] =>
    workshop.open.live.logged
      .filter(({ event, project }) => project === others.name && String(event).startsWith('labels.'))
      .map(({ event }) => event);

  it('repairs for it, but puts its passes back until that one starts, without using up their tries', async () => {
    await start(workshop.open.live);
    const { labelsId } = await enqueueOthersJobs();
    await untilRepaired();
    await untilPutBackTwice(labelsId);
    expect(repository.labelsOf(LABELLED)).to.deep.equal([]);
    await start(others);
    await untilLabelled();
    expect(saidOfLabels()).to.deep.equal([]);
  });

  it('does not get in the way of one that was there before it', async () => {
    await start(others);
    await start(workshop.open.live);
    await enqueueOthersJobs();
    await Promise.all([untilRepaired(), untilLabelled()]);
    expect(saidOfLabels()).to.deep.equal([]);
  });

  it('opens another project’s queues once, however often it scans and repairs there', async () => {
    const { context } = await start(workshop.open.live);
    const first = context.visit(others.name);
    expect(context.visit(others.name)).to.equal(first);
    expect(context.visit(workshop.open.live.name)).to.equal(context.sites.get(workshop.open.live.name));
  });
});

/** Where GitHub refuses the account, or is not there, all jobs wait for one read that tries again; an operator may hasten it. */

import { expect } from 'chai';
import { type GitHubSimulator, startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedFailure } from '../../src/simulator/simulated-faults.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { readAccounts } from '../../src/store/read-accounts.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const ISSUES = [1, 2, 3, 4, 5, 6];
const LABELS_OF_ISSUE = /\/issues\/\d+\/labels$/;

describe('passes of an account that GitHub', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    repository = simulator.repo(workshop.open.live.name);
    for (const number of ISSUES) repository.createIssue({ number });
    for (const name of ['processing', 'awaiting-response', 'completed', 'error', 'quarantined']) {
      repository.definitions.define(name, 'ededed', '');
    }
  });
  afterEach(() => simulator.stop());

  const passRequests = (): number => simulator.requests.filter(({ path }) => LABELS_OF_ISSUE.test(path)).length;
  const logged = (name: string): number => workshop.open.live.logged.filter(({ event }) => event === name).length;

  /** Has labels wait for a worker that meets this failure until the breaker opens. */
  async function untilBroken(failure: SimulatedFailure, times: number): Promise<void> {
    simulator.failNext({ path: LABELS_OF_ISSUE, times, ...failure });
    const bot = await workshop.open.driven.register();
    for (const issue of ISSUES) await workshop.open.driven.take(issue, bot);
    await workshop.open.live.work({ githubToken: simulator.token, githubApiUrl: simulator.url });
    await workshop.open.untilLogged('github.broken');
    await waitFor('every pass to be put back', async (saw) => {
      const { delayed = 0, active = 0 } = await workshop.open.queues.labels.getJobCounts('delayed', 'active');
      saw({ delayed, active });
      return delayed === ISSUES.length && active === 0;
    });
  }

  /** An operator's word is enough for all of them. */
  async function expectRetry(): Promise<void> {
    const mirin = await workshop.open.live.connect('operator');
    const { issues, accounts } = await mirin.labels.retry();
    expect(issues).to.deep.equal(ISSUES);
    expect(accounts).to.have.lengthOf(1);
    await waitFor(
      'every issue to bear its label',
      () => ISSUES.every((issue) => repository.labelsOf(issue).join() === 'processing'),
      { withinMs: 60_000 },
    );
    expect(logged('github.mended')).to.equal(1);
    const [account] = await readAccounts(workshop.open.live.redis);
    expect(account).to.deep.include({ breaker: { state: 'closed' }, hostBreaker: { state: 'closed' } });
  }

  const failed = async (): Promise<number> => workshop.open.queues.labels.getFailedCount();

  for (const [status, message] of [
    [401, 'Bad credentials'],
    [403, 'This installation has been suspended'],
  ] as const) {
    it(`refuses with ${status} wait together after one request, and none is failed`, async () => {
      await untilBroken({ how: 'answer', status, body: { message } }, 1);
      expect(passRequests()).to.equal(1);
      expect(await failed()).to.equal(0);
      const [account] = await readAccounts(workshop.open.live.redis);
      expect(account).to.have.nested.property('breaker.state', 'open');
      expect(account).to.have.nested.property('breaker.because', `${status} ${message}`);
      await expectRetry();
      expect(logged('github.broken')).to.equal(1);
    }).timeout(120_000);
  }

  it('does not answer five times in a row wait together for the host', async () => {
    await untilBroken({ how: 'html' }, 5);
    expect(passRequests()).to.equal(5);
    expect(await failed()).to.equal(0);
    const [account] = await readAccounts(workshop.open.live.redis);
    expect(account).to.have.nested.property('hostBreaker.because', '502 (an HTML page)');
    await expectRetry();
  }).timeout(120_000);

  it('refuses for one issue leave that issue alone, with the reason, until an operator says so', async () => {
    const body = { message: 'Repository was archived so is read-only.' };
    simulator.failNext({ method: 'POST', path: LABELS_OF_ISSUE, how: 'answer', status: 403, body });
    await workshop.open.driven.take(1, await workshop.open.driven.register());
    await workshop.open.live.work({ githubToken: simulator.token, githubApiUrl: simulator.url });
    await workshop.open.untilLogged('labels.refused');
    const mirin = await workshop.open.live.connect('operator');
    const [waiting] = (await mirin.labels.status()).issues;
    expect(waiting).to.have.nested.property('blocked.reason', `403 ${body.message}`);
    expect(waiting?.blocked?.sinceMs).to.be.within(waiting?.dirtySinceMs ?? Infinity, Date.now() + 1_000);
    expect(logged('github.broken')).to.equal(0);
    expect((await mirin.labels.retry(1)).issues).to.deep.equal([1]);
    await waitFor('the label', () => repository.labelsOf(1).join() === 'processing');
    await waitFor('the mark to be gone', async () => (await mirin.labels.status()).issues.length === 0);
  }).timeout(60_000);
});

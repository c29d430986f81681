/** Labels follow the state, end to end: from a client's request to what the GitHub simulator shows. */

import { expect } from 'chai';
import { type GitHubSimulator, startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('labels', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let github: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    redis = await startRedis();
    github = await startGitHubSimulator();
    project = new LiveProject(redis.url, 'Acme/Widgets');
    repository = github.repo('acme/widgets');
    repository.createIssue({ number: 1, labels: ['task:bug', 'help wanted'] });
  });
  afterEach(async () => {
    await project.end();
    await github.stop();
    await redis.stop();
  });

  const access = () => ({ githubApiUrl: github.url, githubToken: github.token });

  const untilLabels = (...wanted: string[]): Promise<true> =>
    waitFor(`the labels ${wanted.join(', ')}`, (saw) => {
      const labels = repository.labelsOf(1);
      saw(labels);
      return labels.toSorted().join() === wanted.toSorted().join();
    });

  it('follow an issue from processing to completed, and leave those of others alone', async () => {
    await project.work(access());
    const mirin = await project.connect('bot');
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    await untilLabels('task:bug', 'help wanted', 'processing');
    await got.lease.checkin('awaiting-response');
    await untilLabels('task:bug', 'help wanted', 'awaiting-response');
    await mirin.withIssue(1, {}, async () => ({ status: 'completed' }));
    await untilLabels('task:bug', 'help wanted', 'completed');
    expect(github.requests.filter(({ method }) => method === 'PUT' || method === 'PATCH')).to.deep.equal([]);
    await project.untilIssue(1, 'clean', ({ labels }) => !labels.isDirty);
    expect(await mirin.labels.status()).to.deep.include({ issues: [] });
  });

  it('wait without a token, and follow when there is one', async () => {
    const blind = await project.work();
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    const { issues } = await mirin.labels.status();
    expect(issues.map(({ issue }) => issue)).to.deep.equal([1]);
    expect(github.requests).to.deep.equal([]);
    expect(project.logged.map(({ event }) => event)).to.include('labels.paused');
    await project.work(access());
    await untilLabels('task:bug', 'help wanted', 'processing');
    await blind.stop();
  });

  it('follow the newest state once GitHub is up again', async () => {
    github.failNext({ how: 'answer', status: 503, body: {}, headers: {}, times: 2, path: /\/issues\/1\b/ });
    await project.work(access());
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    await waitFor('GitHub to have been asked', () => github.requests.some(({ status }) => status === 503));
    expect((await project.issue(1)).labels.isDirty).to.equal(true);
    await mirin.issues.release(1, { by: 'operator' });
    await mirin.withIssue(1, {}, async () => ({ status: 'error' }));
    await untilLabels('task:bug', 'help wanted', 'error');
    await project.untilIssue(1, 'clean', ({ labels }) => !labels.isDirty);
  });

  it('that somebody else changed are put right when asked for, at once', async () => {
    await project.work(access());
    const mirin = await project.connect('bot');
    await mirin.withIssue(1, {}, async () => undefined);
    await untilLabels('task:bug', 'help wanted', 'completed');
    repository.setLabels(1, ['task:bug', 'processing']);
    await mirin.labels.sync(1);
    await untilLabels('task:bug', 'completed');
  });

  it('asked for by an operator don’t wait for the next try of a pass that failed', async () => {
    // So long a pause that only the operator's word can bring the labels in the time of this test.
    const later = { 'retry-after': '3600' };
    github.failNext({ how: 'answer', status: 503, body: {}, headers: later, path: /\/issues\/1\b/ });
    const workers = await project.work(access());
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    await waitFor('the pass to be put off', async () => (await workers.context.shared.labels.getDelayedCount()) === 1);
    await mirin.labels.sync(1);
    await untilLabels('task:bug', 'help wanted', 'processing');
  });
});

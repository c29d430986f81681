/** An operator's word brings labels in line at once, whatever else waits. */

import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('labels that a client has looked at', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let github: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    redis = await startRedis();
    github = await startHonestGitHub();
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

  const untilLabels = (wanted: readonly string[], withinMs = 15_000): Promise<true> =>
    waitFor(
      `the labels ${wanted.join(', ')}`,
      (saw) => {
        const labels = repository.labelsOf(1);
        saw(labels);
        return labels.toSorted().join() === wanted.toSorted().join();
      },
      { withinMs },
    );

  it('are put right where somebody else changed them', async () => {
    await project.work(access());
    const mirin = await project.connect('bot');
    await mirin.withIssue(1, {}, async () => undefined);
    await untilLabels(['task:bug', 'help wanted', 'completed']);
    repository.setLabels(1, ['task:bug', 'processing']);
    await mirin.labels.sync(1);
    await untilLabels(['task:bug', 'completed']);
  });

  it('are put right at once also while a pass is under way that has read before', async () => {
    // GitHub leaves that one without an answer for longer than this test waits for its labels.
    github.failNext({ how: 'hang', method: 'POST', path: /\/issues\/1\/labels$/ });
    await project.work(access());
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    await waitFor('the pass to have read', () => github.requests.some(({ method }) => method === 'POST'));
    repository.addLabels(1, ['error']);
    await mirin.labels.sync(1);
    await untilLabels(['task:bug', 'help wanted', 'processing'], 10_000);
    await github.stop();
  });

  it('don’t wait for the next try of a pass that failed', async () => {
    // So long a pause that only the operator's word can bring the labels in the time of this test.
    const later = { 'retry-after': '3600' };
    github.failNext({ how: 'answer', status: 503, body: {}, headers: later, path: /\/issues\/1\b/ });
    const workers = await project.work(access());
    const mirin = await project.connect('bot');
    await mirin.checkout(1);
    await waitFor('the pass to be put off', async () => (await workers.context.shared.labels.getDelayedCount()) === 1);
    await mirin.labels.sync(1);
    await untilLabels(['task:bug', 'help wanted', 'processing']);
  });
});

/** A worker that is told to stop finishes what it has begun, in bounded time, and leaves the rest to others. */

import { expect } from 'chai';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** Time that a loaded machine may take on top. */
const SLACK_MS = 4_000;

describe('a worker that is told to stop', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let github: GitHubSimulator;

  beforeEach(async () => {
    redis = await startRedis();
    github = await startHonestGitHub();
    project = new LiveProject(redis.url);
  });
  afterEach(async () => {
    redis.resume();
    await endChildren();
    await project.end();
    await github.stop();
    await redis.stop();
  });

  it('ends at SIGTERM by itself, and another worker carries on with the requests', async () => {
    const worker = await project.workInChild();
    const mirin = await project.connect('bot');
    const asking = Array.from({ length: 200 }, (_, index) => mirin.checkout(index + 1));
    await Promise.race(asking);
    await worker.kill('SIGTERM');
    await worker.next(({ event }) => event === 'stopped');
    expect(await worker.exited).to.deep.equal({ code: 0, signal: null });
    await project.work();
    const answers = await Promise.all(asking);
    expect(answers.filter(({ outcome }) => outcome !== 'granted')).to.deep.equal([]);
  });

  it('does not wait longer than it may for a pass that GitHub keeps hanging', async () => {
    github.repo(project.name).createIssue({ number: 1 });
    const workers = await project.work({ githubApiUrl: github.url, githubToken: github.token, drainTimeoutMs: 500 });
    const mirin = await project.connect('bot');
    github.failNext({ how: 'hang', path: /issues\/1/ });
    await mirin.checkout(1);
    await waitFor('the pass to hang', (saw) => {
      saw(github.requests);
      return github.requests.some(({ path, status }) => path.includes('/issues/1') && status === null);
    });
    const startedMs = performance.now();
    await workers.stop();
    expect(performance.now() - startedMs).to.be.below(500 + SLACK_MS);
  });

  it('ends in its time also while Redis says nothing', async () => {
    const workers = await project.work({ drainTimeoutMs: 500 });
    redis.pause();
    const startedMs = performance.now();
    await workers.stop();
    expect(performance.now() - startedMs).to.be.below(500 + SLACK_MS);
  });

  it('ends in its time also while Redis is gone', async () => {
    const worker = await project.workInChild({ drainTimeoutMs: 500 });
    await redis.kill();
    await worker.kill('SIGTERM');
    await worker.next(({ event }) => event === 'stopped', 500 + SLACK_MS + QUICK.drainTimeoutMs);
    expect(await worker.exited).to.deep.equal({ code: 0, signal: null });
  });
});

/** Tests of `mirin import --from-labels`: what it lists, what it does, and that again is harmless. */

import { expect } from 'chai';
import { startHonestGitHub } from '../github/honest-github.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { LiveProject } from '../support/live-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('mirin import --from-labels', () => {
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let live: LiveProject;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    const { url } = await sharedRedis();
    simulator = await startHonestGitHub();
    live = new LiveProject(url);
    repository = simulator.repo(live.name);
    const github = { GITHUB_API_URL: simulator.url, GITHUB_TOKEN: simulator.token };
    env = { REDIS_URL: url, MIRIN_PROJECT: live.name, ...github };
  });
  afterEach(async () => {
    await live.end();
    await simulator.stop();
  });

  const run = (...flags: string[]) => mirinJson(['import', '--from-labels', ...flags], { env });

  it('lists what it would do, does it, and finds all known when it is run again', async () => {
    for (let number = 1; number <= 120; number += 1) repository.createIssue({ number, labels: ['completed', 'bug'] });
    repository.createIssue({ number: 200, labels: ['error', 'processing'] });
    repository.createIssue({ number: 201, labels: ['processing'], isPullRequest: true });
    const expected = { found: 121, known: 0, takenOver: { processing: 1, completed: 120 }, orphans: [200] };
    const planned = await run('--dry-run');
    expect(planned.code).to.equal(0);
    expect(planned.json).to.deep.include({ dryRun: true, ...expected });
    const done = await run();
    expect(done.code).to.equal(0);
    expect(done.json).to.deep.include({ dryRun: false, ...expected });
    expect((await run()).json).to.deep.include({ found: 121, known: 121, takenOver: {}, orphans: [] });
    const paths = simulator.requests.map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(paths)]).to.deep.equal([`GET /repos/${live.name}/issues`]);
  });

  it('has a stale issue repaired at once by workers where nobody can hold it any more', async () => {
    repository.createIssue({ number: 7, labels: ['processing'] });
    await live.work({ githubToken: simulator.token, githubApiUrl: simulator.url, takeOverLabelled: 'off' });
    const { stdout } = await mirin(['import', '--from-labels', '--assume-dead'], { env });
    expect(stdout)
      .to.match(/^processing {9}#7$/m)
      .and.to.match(/ 0 known already, 1 taken over: 1 processing\.$/m);
    await live.untilIssue(
      7,
      'pending, its labels shown',
      (issue) => issue.status === 'pending' && !issue.labels.isDirty,
    );
    expect(repository.labelsOf(7)).to.deep.equal([]);
  });

  it('wants a folder or the labels, and a token', async () => {
    const both = await mirin(['import', '/tmp', '--from-labels'], { env });
    expect([both.code, both.stderr]).to.deep.include(2);
    expect(both.stderr).to.include('either a folder or --from-labels, got both');
    expect((await mirin(['import'], { env })).stderr).to.include('either a folder or --from-labels, got neither');
    const bare = await mirin(['import', '--from-labels'], { env: { ...env, GITHUB_TOKEN: '' } });
    expect(bare.code).to.equal(2);
    expect(bare.stderr).to.include('GITHUB_TOKEN: expected a token');
  });

  it('says when to come back after a restart of Redis', async () => {
    repository.createIssue({ number: 7, labels: ['processing'] });
    await live.redis.hset(live.store.keys.own.clock, 'restartedAt', Date.now() + 3_600_000);
    const { code, stderr } = await mirin(['import', '--from-labels'], { env });
    expect(code).to.equal(75);
    expect(stderr).to.include('holders may still bring their leases back');
  });
});

/** Tests of `mirin labels drift`: it finds what differs on GitHub, whatever Mirin has noted, and changes nothing. */

import { expect } from 'chai';
import { startHonestGitHub } from '../github/honest-github.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { noteBlock } from '../../src/github/label-block.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { LiveProject } from '../support/live-project.ts';
import { dumpProject } from '../support/project-dump.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

const GONE = { message: 'This issue was deleted', documentation_url: 'https://docs.github.com/rest' };

describe('mirin labels drift', () => {
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let live: LiveProject;
  let driven: DrivenProject;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    const { url } = await sharedRedis();
    simulator = await startHonestGitHub();
    live = new LiveProject(url);
    driven = new DrivenProject(live.redis, live.name);
    repository = simulator.repo(live.name);
    const github = { GITHUB_API_URL: simulator.url, GITHUB_TOKEN: simulator.token };
    env = { REDIS_URL: url, MIRIN_PROJECT: live.name, ...github };
  });
  afterEach(async () => {
    await live.end();
    await simulator.stop();
  });

  it('names what is missing, stale, refused and damped, ends with 1, and changes nothing', async () => {
    const { labels_damped: damped } = live.store.keys.own;
    const bot = await driven.register('bot');
    for (const issue of [1, 2, 3, 4]) await driven.take(issue, bot);
    repository.createIssue({ number: 1, labels: ['processing', 'bug'] });
    repository.createIssue({ number: 2, labels: ['Completed', 'bug'] });
    repository.createIssue({ number: 3 });
    repository.createIssue({ number: 5, labels: ['error'] });
    repository.createIssue({ number: 6, labels: ['processing'], isPullRequest: true });
    await noteBlock(live.store, 3, { version: '1', reason: '403 read-only' });
    await live.redis.zadd(damped, Date.now() + 60_000, 2);
    simulator.failNext({ path: /issues\/4\/labels$/, how: 'answer', status: 410, body: GONE });
    const before = await dumpProject(live.redis, live.store.keys.project);
    const { code, json } = await mirinJson(['labels', 'drift'], { env });
    expect(code).to.equal(1);
    const drifted = json['drifted'] as Record<string, unknown>[];
    expect(drifted.map(({ issue, status, missing, stale }) => ({ issue, status, missing, stale }))).to.deep.equal([
      { issue: 2, status: 'processing', missing: ['processing'], stale: ['Completed'] },
      { issue: 3, status: 'processing', missing: ['processing'], stale: [] },
      { issue: 4, status: 'processing', missing: ['processing'], stale: [] },
      { issue: 5, status: null, missing: [], stale: ['error'] },
    ]);
    expect(drifted[0]).to.have.property('dampedUntilMs').above(Date.now());
    expect(drifted[1]).to.include({ blocked: '403 read-only', isDirty: true });
    expect(String(drifted[2]?.['blocked'])).to.include('This issue was deleted');
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).to.deep.equal([]);
    expect(await dumpProject(live.redis, live.store.keys.project)).to.deep.equal(before);
    const { stdout } = await mirin(['labels', 'drift'], { env });
    expect(stdout).to.match(/^ +#5 +unknown +error +not known: taken over by the sweep/m);
  });

  it('believes the issue rather than a list that lags behind', async () => {
    await driven.take(1, await driven.register('bot'));
    repository.createIssue({ number: 1, labels: ['processing'] });
    simulator.failNext({ path: /\/issues$/, how: 'answer', status: 200, body: [], times: 5 });
    const { code, json } = await mirinJson(['labels', 'drift'], { env });
    expect({ code, drifted: json['drifted'] }).to.deep.equal({ code: 0, drifted: [] });
  });
});

/** Worker processes share one account at a (simulated) GitHub, which itself logs and counts what reaches it. */

import { expect } from 'chai';
import { accountOf } from '../../src/github/account.ts';
import { accountKeys } from '../../src/redis/keys.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { redisTimeMs } from '../../src/store/redis-time.ts';
import { type Child, endChildren } from '../support/child.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const WORKERS = 3;
const ISSUES = Array.from({ length: 12 }, (_, index) => index + 1);
const LABELS_OF_ISSUE = /\/issues\/\d+\/labels$/;

describe('worker processes with one account', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    repository = simulator.repo(workshop.open.live.name);
    for (const number of ISSUES) repository.createIssue({ number });
    // So that every write is one of a pass.
    for (const name of ['processing', 'awaiting-response', 'completed', 'error', 'quarantined']) {
      repository.definitions.define(name, 'ededed', '');
    }
  });
  afterEach(async () => {
    await endChildren();
    await simulator.stop();
  });

  const startWorker = (): Promise<Child> =>
    workshop.open.live.workInChild({
      githubToken: simulator.token,
      githubApiUrl: simulator.url,
      githubWriteGapMs: 1_000,
    });

  /** All of them, when each has taken up its work. */
  async function startWorkers(): Promise<Child[]> {
    const workers = await Promise.all(Array.from({ length: WORKERS }, startWorker));
    await waitFor('the first request of each worker', () => simulator.requests.length === WORKERS);
    return workers;
  }

  /** Has every issue taken: so many labels are to be added. */
  async function takeAll(): Promise<void> {
    const bot = await workshop.open.driven.register();
    for (const issue of ISSUES) await workshop.open.driven.take(issue, bot);
  }

  const isLabelled = (issue: number): boolean => repository.labelsOf(issue).join() === 'processing';
  const untilLabelled = (wanted: number): Promise<boolean> =>
    waitFor(
      `${wanted} issues to bear their label`,
      (saw) => {
        saw(simulator.requests.slice(-5));
        return ISSUES.filter(isLabelled).length >= wanted;
      },
      { withinMs: 60_000 },
    );

  /** Does this when the request of that number comes, before it is answered. */
  function atRequest(number: number, action: () => void): void {
    for (let before = 1; before < number; before += 1) simulator.beforeNext({}, () => undefined);
    simulator.beforeNext({}, action);
  }

  it('send nothing for seven seconds where the fifth request got 403 with that retry-after, and use up no attempt', async () => {
    const headers = { 'retry-after': '7' };
    const body = { message: 'Slow down' };
    atRequest(5, () => simulator.failNext({ how: 'answer', status: 403, body, headers }));
    const workers = await startWorkers();
    await takeAll();
    await untilLabelled(ISSUES.length);
    const { requests } = simulator;
    expect(requests.slice(0, 6).map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 403, 200]);
    const [refused, next] = requests.slice(4, 6).map(({ at }) => at.getTime());
    expect(next! - refused!, 'ms until the next request').to.be.within(7_000, 12_000);
    const logged = workers.flatMap(({ messages }) => messages.map(({ event }) => event));
    expect(logged.filter((event) => event === 'github.paused')).to.have.lengthOf(1);
    expect(logged).to.not.include('queue.retried');
  }).timeout(90_000);

  it('exceed no limit together', async () => {
    await startWorkers();
    await takeAll();
    await untilLabelled(ISSUES.length);
    const { mostAtOnce, mostPointsPerMinute, shortestWriteGapMs } = simulator.traffic;
    expect(shortestWriteGapMs).to.be.at.least(1_000);
    expect(mostAtOnce).to.be.within(1, 10);
    expect(mostPointsPerMinute).to.be.at.most(900);
    const reads = simulator.requests.filter(({ method, path }) => method === 'GET' && LABELS_OF_ISSUE.test(path));
    // Each worker's first look at the marks may come just after a pass that it need not have asked for.
    expect(reads.length, 'reads').to.be.within(ISSUES.length, ISSUES.length + WORKERS);
  }).timeout(90_000);

  it('go on when one of them is killed while its write is under way, and its slots are free again', async () => {
    simulator.failNext({ method: 'POST', path: LABELS_OF_ISSUE, how: 'hang' });
    await takeAll();
    const doomed = await startWorker();
    await waitFor('the write that hangs', () => simulator.requests.some(({ method }) => method === 'POST'));
    await doomed.kill('SIGKILL');
    const { slots } = accountKeys(accountOf(simulator.url, simulator.token).id, '');
    const { redis, store } = workshop.open.live;
    const underWay = async () => redis.zcount(slots, await redisTimeMs(store), '+inf');
    expect(await underWay(), 'slots of the killed worker').to.be.at.least(1);
    await startWorker();
    await untilLabelled(4);
    await waitFor('all slots to be free', async () => (await underWay()) === 0, { withinMs: 30_000 });
  }).timeout(90_000);
});

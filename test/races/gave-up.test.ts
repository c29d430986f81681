/** Requests whose time is up at about the moment at which they are granted: a client holds what it knows of, and no more. */

import { expect } from 'chai';
import type { RequestId } from '../../queues/values.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import { RequestUnconfirmedError, TimedOutError } from '../../src/errors.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

const REQUESTS = 300;
const CLIENTS = 10;
/** The first request waits so long, the last one so much longer: some end before a worker comes, some while it works. */
const TIMEOUT_MS = 500;
const SPREAD_MS = 1_500;
/** So many wait for as long as it takes. */
const PATIENT = 30;
const PATIENT_TIMEOUT_MS = 30_000;

/** What the client was told. */
type Told = 'granted' | 'deadline-passed' | 'withdrawn' | 'unsure';

describe('requests that are given up while they are granted', () => {
  let redis: TestRedis;
  let project: LiveProject;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.workInChild({ workerConcurrency: 1 });
  });
  after(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  async function ask(mirin: Mirin, issue: number): Promise<Told> {
    const hastyMs = TIMEOUT_MS + Math.floor((SPREAD_MS * issue) / REQUESTS);
    const timeoutMs = issue > REQUESTS - PATIENT ? PATIENT_TIMEOUT_MS : hastyMs;
    try {
      const { outcome } = await mirin.checkout(issue, { requestId: idOf(issue), timeoutMs });
      return outcome as Told;
    } catch (error) {
      if (error instanceof TimedOutError && error.settled) return 'withdrawn';
      if (error instanceof TimedOutError || error instanceof RequestUnconfirmedError) return 'unsure';
      throw error;
    }
  }

  const idOf = (issue: number): RequestId => `request-${issue}` as RequestId;

  /** What Redis knows of the issue's request: its outcome, and who holds the issue by it. */
  async function truthOf(issue: number): Promise<object> {
    const outcome = await readOutcome(project.store, idOf(issue));
    const record = await getIssue(project.store, issue);
    return { outcome: outcome?.outcome, holder: record?.processId };
  }

  it('are held if the client was told so, and by nobody if it was told that they were withdrawn', async function () {
    this.timeout(60_000);
    const clients = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => project.connect(`bot-${index}`)));
    const { requests } = openProjectQueues(project.redis, project.name);
    await requests.pause();
    const asked = Array.from({ length: REQUESTS }, (_, index) => {
      const mirin = clients[index % CLIENTS] ?? expect.fail('no client');
      return ask(mirin, index + 1).then((told) => ({ issue: index + 1, told, holder: mirin.processId }));
    });
    await asked[0];
    await requests.resume();

    const counts: Partial<Record<Told, number>> = {};
    for (const { issue, told, holder } of await Promise.all(asked)) {
      counts[told] = (counts[told] ?? 0) + 1;
      const truth = await truthOf(issue);
      if (told === 'unsure') continue;
      const wanted = {
        outcome: told === 'withdrawn' ? 'abandoned' : told,
        holder: told === 'granted' ? holder : undefined,
      };
      expect(truth, `#${issue}, of which the client was told: ${told}`).to.deep.equal(wanted);
    }
    expect(counts).to.include.keys('granted', 'withdrawn');
  });
});

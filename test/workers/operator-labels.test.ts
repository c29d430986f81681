/** What people ask for by labels is carried out once, for those who may write, and the labels are taken off. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { noteAsked } from '../../src/store/asked-by-label.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { waitFor } from '../support/wait-for.ts';
import { untilJob, useWorkshop } from './workshop.ts';

const HOUR_MS = 3_600_000;
const ISSUE = 7;

describe('labels of operators', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let bot: ProcessId;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    repository = simulator.repo(workshop.open.live.name);
    repository.createIssue({ number: ISSUE, labels: ['bug'] });
    repository.permissions.set('alice', 'write').set('hubot[bot]', 'admin');
    bot = await workshop.open.driven.register();
  });
  afterEach(() => simulator.stop());

  const start = (operatorLabels = 'on') => {
    const github = { githubToken: simulator.token, githubApiUrl: simulator.url, operatorLabels };
    return workshop.open.live.work({ ...github, sweepEveryMs: HOUR_MS, scanEveryMs: HOUR_MS });
  };
  const take = () => workshop.open.driven.take(ISSUE, bot);
  const ask = (verb: string, who: string) => repository.addLabels(ISSUE, [`Mirin:${verb}`], who);
  /** Has the issue looked at as the webhook, the sweep or the scan does. */
  const look = async (): Promise<void> => {
    const { store, name } = workshop.open.live;
    await noteAsked(store, [ISSUE]);
    const data = { v: 1, kind: 'operator-label', project: name.toLowerCase(), issue: ISSUE };
    const { labels } = workshop.open.queues;
    await untilJob(labels, await labels.add(data.kind, data), 'completed', { withinMs: 60_000 });
  };
  const status = async () => (await workshop.open.live.issue(ISSUE)).status;
  const isNoted = async () => {
    const { redis, store } = workshop.open.live;
    return (await redis.zscore(store.keys.own.labels_asked, ISSUE)) !== null;
  };
  const asked = () => repository.labelsOf(ISSUE).filter((name) => /^mirin:/i.test(name));

  it('release an issue, hold it, and make it workable again, each once', async () => {
    await take();
    await start();
    ask('release', 'alice');
    await look();
    expect([await status(), asked(), await isNoted()]).to.deep.equal(['pending', [], false]);
    ask('hold', 'alice');
    await look();
    expect(await workshop.open.live.issue(ISSUE)).to.include({ status: 'quarantined', reason: 'held by github:alice' });
    ask('retry', 'alice');
    await look();
    expect([await status(), asked()]).to.deep.equal(['pending', []]);
    const { redis, store } = workshop.open.live;
    expect(await redis.zscore(store.keys.own.tasks_wanted, `issue-${ISSUE}`)).not.to.equal(null);
    const events = await issueHistory(store, ISSUE, 3);
    expect(events.map(({ type, by }) => [type, by])).to.deep.equal([
      ['issue.released', 'github:alice'],
      ['issue.held', 'github:alice'],
      ['quarantine.released', 'github:alice'],
    ]);
  });

  it('are not carried out again by whoever comes after a crash, whatever happened meanwhile', async () => {
    await take();
    await start();
    ask('release', 'alice');
    // Carried out, but the worker hears nothing of the label's end.
    simulator.failNext({ method: 'DELETE', path: /mirin/i, how: 'reset' });
    simulator.beforeNext({ method: 'DELETE', path: /mirin/i }, () => void take());
    await look();
    expect([await status(), asked(), await isNoted()]).to.deep.equal(['processing', [], false]);
  });

  it('of people who may not write and of bots are taken off without an effect, and told of', async () => {
    await take();
    await start();
    for (const who of ['mallory', 'hubot[bot]']) {
      ask('release', who);
      await look();
      expect([await status(), asked(), await isNoted()]).to.deep.equal(['processing', [], false]);
    }
    const refused = await waitFor('both to be told of', (saw) => {
      const told = workshop.open.live.logged.filter(({ event }) => event === 'operator.refused');
      saw(told);
      return told.length >= 2 && told;
    });
    expect(refused.map(({ by, reason }) => [by, reason])).to.deep.equal([
      ['mallory', 'its permission is read, and write is wanted'],
      ['hubot[bot]', 'a bot set the label'],
    ]);
  });

  it('are found by the sweep', async () => {
    await take();
    ask('hold', 'alice');
    await start();
    await workshop.open.live.untilIssue(ISSUE, 'on hold', (issue) => issue.status === 'quarantined', {
      withinMs: 60_000,
    });
    await waitFor('the label to go', () => asked().length === 0, { withinMs: 60_000 });
  });

  it('are anybody’s labels where that is off', async () => {
    await take();
    ask('hold', 'alice');
    await start('off');
    await workshop.open.untilLogged('sweep.finished');
    await look();
    expect([await status(), asked()]).to.deep.equal(['processing', ['Mirin:hold']]);
  });
});

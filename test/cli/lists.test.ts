/** Tests of what the command line shows and mends: status, lists, release, quarantine, labels, verify. */

import { expect } from 'chai';
import { DrivenProject } from '../support/driven-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('what the command line shows and mends', () => {
  let driven: DrivenProject;
  let env: NodeJS.ProcessEnv;

  const json = (...args: string[]) => mirinJson(args, { env });
  const issuesIn = (page: Record<string, unknown>) => (page['issues'] as { issue: number }[]).map(({ issue }) => issue);

  beforeEach(async () => {
    driven = await DrivenProject.start();
    env = { REDIS_URL: (await sharedRedis()).url, MIRIN_PROJECT: driven.store.keys.project };
  });
  afterEach(() => driven.close());

  it('lists issues in pages and by status, and one with its history', async () => {
    const bot = await driven.register('bot');
    const fence = await driven.take(1, bot, { taskType: 'docs' });
    await driven.handBack(1, bot, fence, 'error', { result: '{"exit":3}' });
    for (const issue of [2, 3, 4]) await driven.take(issue, bot);

    const [page, failed, one, unknown, processes] = await Promise.all([
      json('issues', '--limit', '3'),
      json('issues', '--status', 'error'),
      json('issue', '1'),
      mirin(['issue', '99'], { env }),
      json('processes'),
    ]);
    expect(issuesIn(page.json)).to.deep.equal([4, 3, 2]);
    expect(issuesIn((await json('issues', '--cursor', String(page.json['next']))).json)).to.deep.equal([1]);
    expect(failed.json).to.deep.include({ next: null });
    expect(issuesIn(failed.json)).to.deep.equal([1]);

    expect(one.json).to.deep.include({ issue: 1, status: 'error', taskType: 'docs', result: { exit: 3 } });
    const history = one.json['history'] as { type: string; to: string }[];
    expect(history.map(({ type, to }) => `${type} ${to}`)).to.deep.equal([
      'checkout.granted processing',
      'checkin.committed error',
    ]);
    expect(unknown).to.deep.equal({ code: 1, stdout: '', stderr: 'mirin: Mirin has never seen #99\n' });
    const [process] = processes.json['processes'] as object[];
    expect(process).to.deep.include({ processId: bot, name: 'bot', status: 'alive', issues: [2, 3, 4], issueCount: 3 });
  });

  it('tells people the same in lines, in which nothing that was stored steers their terminal', async () => {
    const bot = await driven.register('bot');
    await driven.take(5, bot, { taskType: '日本語' });
    await driven.redis.hset(driven.store.keys.issue(5).issue, 'reason', 'cleared \u001b[2J screen');
    const [list, one] = await Promise.all([mirin(['issues'], { env }), mirin(['issue', '5'], { env })]);
    const [head = '', line = ''] = list.stdout.split('\n');
    expect(head).to.match(/^ISSUE {2}STATUS {6}TYPE {4}CHANGED +HOLDER +NOTE$/);
    expect(line).to.match(/^ {3}#5 {2}processing {2}日本語 {2}\d+ s ago +bot~\S+ +until \d\d:\d\d:\d\d \(in \d+ s\)$/);
    expect(one.stdout).to.include('reason       cleared \ufffd[2J screen');
    expect(one.stdout).to.not.include('\u001b');
  });

  it('counts everything, says which workers live, and that labels wait without a token', async () => {
    await driven.take(1, await driven.register('bot'));
    const { code, json: status } = await json('status');
    expect(code).to.equal(0);
    expect(status).to.deep.include({
      project: driven.store.keys.project,
      issues: 1,
      leases: 1,
      expiredLeases: 0,
      workers: [],
      github: { hasAccount: false },
    });
    expect(status['byStatus']).to.deep.include({ processing: 1, pending: 0 });
    expect(status['labelsDirty']).to.include({ count: 1 });
    const idle = { waiting: 0, active: 0, delayed: 0, failed: 0 };
    expect(status['queues']).to.deep.include({ 'mirin-requests': idle, 'mirin-tasks': idle });
    expect(status['clock']).to.have.property('lastTickMs').that.is.a('number');

    const { stdout } = await mirin(['status'], { env });
    expect(stdout).to.match(/^workers +none alive: requests wait/m);
    expect(stdout).to.match(
      /^labels +1 issues to put right, .* \(no GITHUB_TOKEN and no GitHub App here: labels wait/m,
    );
  });

  it('releases an issue by the name of whoever gave the word, and says when there is nothing to release', async () => {
    await driven.take(8, await driven.register('bot'));
    expect(await json('release', '8', '--reason', 'host is off')).to.deep.equal({
      code: 0,
      json: { outcome: 'released', issue: 8 },
    });
    const { json: issue } = await json('issue', '8');
    expect(issue['status']).to.equal('pending');
    const last = (issue['history'] as object[]).at(-1);
    expect(last).to.deep.include({ type: 'issue.released', reason: 'host is off' });
    expect(last)
      .to.have.property('by')
      .that.matches(/^\S+@\S+$/);
    expect(await json('release', '8')).to.deep.equal({ code: 1, json: { outcome: 'not-held', issue: 8 } });
  });

  it('lists quarantined issues and lets them go', async () => {
    for (let death = 0; death < 3; death += 1) {
      const bot = await driven.register('bot');
      await driven.repairDead(6, bot, await driven.take(6, bot));
    }
    expect(issuesIn((await json('quarantine', 'list')).json)).to.deep.equal([6]);
    expect(await json('quarantine', 'release', '6')).to.deep.equal({
      code: 0,
      json: { outcome: 'released', issue: 6 },
    });
    expect(await json('quarantine', 'release', '6')).to.deep.equal({
      code: 1,
      json: { outcome: 'not-quarantined', issue: 6, status: 'pending' },
    });
  });

  it('lists labels that are to be put right, and asks for a pass', async () => {
    await driven.take(3, await driven.register('bot'));
    expect(await json('labels', 'sync', '3')).to.deep.equal({ code: 0, json: { outcome: 'requested', issue: 3 } });
    const { json: labels } = await json('labels', 'status');
    expect(labels).to.deep.include({ hasAccount: false, next: null });
    expect(issuesIn(labels)).to.deep.equal([3]);
  });

  it('finds an index that differs from its issue, and rebuilds it', async () => {
    await driven.take(3, await driven.register('bot'));
    expect((await json('verify')).json).to.deep.include({ faults: [], mended: 0 });
    await driven.redis.zrem(driven.store.keys.own.issues_processing, 3);
    const found = await json('verify');
    expect(found.code).to.equal(1);
    expect((found.json['faults'] as object[])[0]).to.include({ issue: 3 });
    expect(await json('verify', '--rebuild')).to.deep.include({ code: 0 });
    expect(await json('verify')).to.deep.include({ code: 0 });
  });
});

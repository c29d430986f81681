/** A pass of label sync where GitHub is not well: no false success, nothing sent twice blindly, and the mark stays. */

import { expect } from 'chai';
import type { Status } from '../../queues/values.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { GitHubClient } from '../../src/github/github-client.ts';
import { tokenIdentity } from '../../src/github/identity.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { syncLabels } from '../../src/github/sync-pass.ts';
import type { SimulatedFailure } from '../../src/simulator/simulated-faults.ts';
import { MemoryLabelMarks } from './memory-label-marks.ts';
import { requestLines, useSimulatedGitHub, WIDGETS, writeLines } from './simulated-github.ts';

const LABELS = '/repos/acme/widgets/issues/7/labels';
const map = labelMapOf(settingsSchema.parse({}));
const saying = (status: number, message: string, headers: Record<string, string> = {}): SimulatedFailure => ({
  how: 'answer',
  status,
  body: { message },
  headers,
});

describe('a pass of label sync while GitHub fails', () => {
  const github = useSimulatedGitHub();
  let marks: MemoryLabelMarks;

  const seed = (labels: string[], status: Status) => {
    github.widgets.createIssue({ number: 7, labels });
    marks = new MemoryLabelMarks(status);
  };
  const sync = (client = github.client, passId = 'pass-1') =>
    syncLabels({ project: WIDGETS, issue: 7, github: client, marks, map, passId });

  /** The mark stays, no pass is left open, and a pass over a healthy GitHub then ends it. */
  async function expectRecovery(labels: string[]) {
    expect(marks.isDirty, 'the mark').to.equal(true);
    expect(marks.openPasses, 'passes left open').to.be.empty;
    expect(await sync(github.client, 'pass-2')).to.have.property('outcome', 'in-sync');
    expect(github.widgets.labelsOf(7)).to.have.members(labels);
    expect(marks.isDirty, 'the mark at the end').to.equal(false);
  }

  for (const how of ['reset', 'html', 'truncate'] as const) {
    it(`reads again instead of sending a POST again that was carried out (${how})`, async () => {
      seed(['bug', 'processing'], 'completed');
      github.simulator.failNext({ method: 'POST', how, after: 'commit' });
      expect(await sync()).to.include({ outcome: 'again-later', delayMs: 60_000 });
      expect(requestLines(github.simulator)).to.deep.equal([
        `GET ${LABELS}`,
        `POST ${LABELS}`,
        `GET ${LABELS}`,
        `DELETE ${LABELS}/processing`,
      ]);
      expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'completed']);
      await expectRecovery(['bug', 'completed']);
    });

    it(`reads again after a DELETE that was carried out without an answer (${how})`, async () => {
      seed(['bug', 'processing'], 'pending');
      github.simulator.failNext({ method: 'DELETE', how, after: 'commit' });
      expect(await sync()).to.have.property('outcome', 'again-later');
      expect(writeLines(github.simulator)).to.deep.equal([`DELETE ${LABELS}/processing`]);
      await expectRecovery(['bug']);
    });
  }

  it('sends a POST again when reading shows that it was not carried out', async () => {
    seed(['bug'], 'processing');
    github.simulator.failNext({ method: 'POST', how: 'reset' });
    expect(await sync()).to.have.property('outcome', 'again-later');
    expect(writeLines(github.simulator)).to.deep.equal([`POST ${LABELS}`, `POST ${LABELS}`]);
    await expectRecovery(['bug', 'processing']);
  });

  it('goes from the newest state after a write without an answer', async () => {
    seed(['bug'], 'processing');
    github.simulator.failNext({ method: 'POST', how: 'reset', after: 'commit' });
    github.simulator.beforeNext({ method: 'POST' }, () => marks.transition('completed'));
    await sync();
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'completed']);
  });

  it('gives up after a few writes without an answer, with the mark kept', async () => {
    seed(['bug'], 'processing');
    github.simulator.failNext({ method: 'POST', how: 'reset', times: 3 });
    expect(await sync()).to.include({ outcome: 'unavailable', reason: 'no answer (ECONNRESET)' });
    expect(writeLines(github.simulator)).to.have.length(3);
    await expectRecovery(['bug', 'processing']);
  });

  it('ends in bounded time when GitHub never answers', async () => {
    seed(['bug'], 'processing');
    const hasty = new GitHubClient({
      apiUrl: github.simulator.url,
      identity: tokenIdentity(github.simulator.token),
      attemptTimeoutMs: 200,
    });
    github.simulator.failNext({ how: 'hang', times: 10 });
    expect(await sync(hasty)).to.include({ outcome: 'unavailable', reason: 'no answer in time' });
    expect(github.simulator.requests).to.have.length(1);
    await hasty.close();
  });

  for (const status of [301, 302, 307] as const) {
    it(`takes no redirected POST for a success (${status} within the origin, repository not renamed)`, async () => {
      seed(['bug'], 'processing');
      const headers = { location: `${github.simulator.url}/repositories/1/issues/7/labels` };
      github.simulator.failNext({ method: 'POST', how: 'answer', status, body: [], headers });
      expect(await sync()).to.have.property('outcome', 'blocked');
      await expectRecovery(['bug', 'processing']);
    });
  }

  it('follows a renamed repository by reading, and labels the issue there', async () => {
    seed(['bug', 'processing'], 'completed');
    github.simulator.rename('acme/widgets', 'acme-labs/gadgets');
    expect(await sync()).to.deep.equal({
      outcome: 'in-sync',
      requests: 6,
      added: ['completed'],
      removed: ['processing'],
    });
    expect(writeLines(github.simulator)).to.deep.equal([
      'POST /repos/acme-labs/gadgets/issues/7/labels',
      'DELETE /repos/acme-labs/gadgets/issues/7/labels/processing',
    ]);
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'completed']);
  });

  it('follows a repository that is renamed in the middle of the pass', async () => {
    seed(['bug', 'processing'], 'completed');
    github.simulator.beforeNext({ method: 'DELETE' }, () => github.simulator.rename('acme/widgets', 'acme/gadgets'));
    expect(await sync()).to.have.property('outcome', 'in-sync');
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'completed']);
  });

  it('is blocked where GitHub points to another origin, which sees nothing of it', async () => {
    seed(['bug'], 'processing');
    const headers = { location: 'http://127.0.0.1:1/repositories/9' };
    github.simulator.failNext({ how: 'answer', status: 301, body: {}, headers, times: 2 });
    const outcome = await sync();
    expect(outcome).to.have.property('outcome', 'blocked');
    expect(outcome).to.have.property('reason').that.includes('another origin');
    await expectRecovery(['bug', 'processing']);
  });

  it('does not believe the first 404', async () => {
    seed(['bug'], 'processing');
    github.simulator.failNext({ method: 'GET', ...saying(404, 'Not Found') });
    expect(await sync()).to.have.property('outcome', 'in-sync');
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'processing']);
  });

  it('is blocked with the reason where the issue is not there', async () => {
    marks = new MemoryLabelMarks('processing');
    expect(await sync()).to.include({ outcome: 'blocked', reason: '404 Not Found' });
    expect(marks.isDirty).to.equal(true);
  });

  it('is in sync when somebody else removed the stale label first', async () => {
    seed(['bug', 'processing'], 'pending');
    github.simulator.beforeNext({ method: 'DELETE' }, () => github.widgets.removeLabel(7, 'processing'));
    expect(await sync()).to.have.property('outcome', 'in-sync');
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug']);
  });

  it('tries again later where GitHub lists a label that it can not find', async () => {
    seed(['bug', 'processing'], 'pending');
    github.simulator.failNext({ method: 'DELETE', times: 3, ...saying(404, 'Label does not exist') });
    expect(await sync()).to.include({ outcome: 'unavailable', reason: '404 Label does not exist' });
    await expectRecovery(['bug']);
  });

  it('waits as long as GitHub demands, wherever in the pass it does', async () => {
    seed(['bug', 'processing'], 'completed');
    for (const method of ['GET', 'POST', 'DELETE']) {
      const before = github.simulator.requests.length;
      github.simulator.failNext({ method, ...saying(403, 'secondary rate limit', { 'retry-after': '7' }) });
      expect(await sync(), method).to.include({ outcome: 'again-later', delayMs: 7_000 });
      expect(github.simulator.requests.slice(before).at(-1), method).to.include({ method, status: 403 });
    }
    await expectRecovery(['bug', 'completed']);
  });

  it('leaves two owned labels, not none, when it is broken off in the middle', async () => {
    seed(['bug', 'processing'], 'completed');
    github.simulator.failNext({ method: 'DELETE', ...saying(403, 'rate limit', { 'retry-after': '1' }) });
    await sync();
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'processing', 'completed']);
    await expectRecovery(['bug', 'completed']);
  });

  it('waits until the budget is new', async () => {
    seed(['bug'], 'processing');
    github.simulator.setBudget(1, 120_000);
    const outcome = await sync();
    expect(outcome).to.have.property('outcome', 'again-later');
    expect(outcome).to.have.property('delayMs').that.is.within(60_000, 122_000);
  });

  it('keeps the mark while the token is refused, and offers it only after minutes', async () => {
    seed(['bug'], 'processing');
    const stranger = new GitHubClient({ apiUrl: github.simulator.url, identity: tokenIdentity('an-old-token') });
    expect(await sync(stranger)).to.include({
      outcome: 'again-later',
      delayMs: 300_000,
      reason: '401 Bad credentials',
    });
    await stranger.close();
    await expectRecovery(['bug', 'processing']);
  });

  it('is blocked with the reason where the rights are missing', async () => {
    seed(['bug'], 'processing');
    github.simulator.failNext({ method: 'POST', ...saying(403, 'Resource not accessible by integration') });
    expect(await sync()).to.include({ outcome: 'blocked', reason: '403 Resource not accessible by integration' });
    await expectRecovery(['bug', 'processing']);
  });
});

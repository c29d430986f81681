/** A pass of label sync where GitHub is well: what it changes, in which order, and what it leaves alone. */

import { expect } from 'chai';
import type { Status } from '../../queues/values.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { syncLabels, type SyncRequest } from '../../src/github/sync-pass.ts';
import { MemoryLabelMarks } from './memory-label-marks.ts';
import { requestLines, useSimulatedGitHub, WIDGETS, writeLines } from './simulated-github.ts';

const LABELS = '/repos/acme/widgets/issues/7/labels';
const FOREIGN = ['Bug', 'task:dogfooding', 'good first issue', 'naïve/日本語', 'type: a & b'];

describe('a pass of label sync', () => {
  const github = useSimulatedGitHub();

  function sync(marks: MemoryLabelMarks, changes: Partial<SyncRequest> = {}) {
    const map = labelMapOf(settingsSchema.parse({}));
    return syncLabels({
      project: WIDGETS,
      issue: 7,
      github: github.client,
      marks,
      map,
      passId: 'pass-1',
      ...changes,
    });
  }

  async function syncFrom(labels: string[], status: Status | null) {
    github.widgets.createIssue({ number: 7, labels });
    const marks = new MemoryLabelMarks(status);
    return { marks, outcome: await sync(marks) };
  }

  it('needs one request where nothing is to be done, and opens nothing', async () => {
    const { marks, outcome } = await syncFrom([...FOREIGN, 'completed'], 'completed');
    expect(outcome).to.deep.equal({ outcome: 'in-sync', requests: 1, added: [], removed: [] });
    expect(requestLines(github.simulator)).to.deep.equal([`GET ${LABELS}`]);
    expect(marks.calls).to.deep.equal({ read: 1, open: 0, close: 1 });
    expect(marks.isDirty).to.equal(false);
  });

  it('is open before its first write, and until its last', async () => {
    github.widgets.createIssue({ number: 7, labels: ['processing'] });
    const marks = new MemoryLabelMarks('completed');
    const openAtWrites: string[][] = [];
    github.simulator.onLabelChange(() => openAtWrites.push([...marks.openPasses]));
    await sync(marks);
    expect(openAtWrites).to.deep.equal([['pass-1'], ['pass-1']]);
    expect(marks.calls).to.deep.equal({ read: 1, open: 1, close: 1 });
  });

  it('adds before it removes, with plain names, and leaves every other label as it is', async () => {
    github.widgets.definitions.define('Bug', '112233', 'somebody wrote this');
    const { marks, outcome } = await syncFrom([...FOREIGN, 'processing'], 'completed');
    expect(outcome).to.deep.equal({ outcome: 'in-sync', requests: 3, added: ['completed'], removed: ['processing'] });
    expect(writeLines(github.simulator)).to.deep.equal([`POST ${LABELS}`, `DELETE ${LABELS}/processing`]);
    expect(JSON.parse(github.simulator.requests[1]!.body)).to.deep.equal({ labels: ['completed'] });
    expect(github.widgets.labelsOf(7)).to.deep.equal([...FOREIGN, 'completed']);
    expect(github.widgets.definitions.find('Bug')).to.include({ color: '112233', description: 'somebody wrote this' });
    expect(marks.isDirty).to.equal(false);
    expect(marks.openPasses).to.be.empty;
  });

  it('removes every owned label of a pending issue, and only those', async () => {
    await syncFrom(['completed', 'task:dogfooding', 'awaiting-response', 'task:bug', 'processing'], 'pending');
    expect(github.widgets.labelsOf(7)).to.deep.equal(['task:dogfooding', 'task:bug']);
  });

  it('removes the labels of an issue that was reset', async () => {
    await syncFrom(['bug', 'error'], null);
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug']);
  });

  it('takes a label in another case for its own', async () => {
    github.widgets.definitions.define('Processing');
    github.widgets.definitions.define('COMPLETED');
    const { outcome } = await syncFrom(['bug', 'Processing'], 'completed');
    expect(outcome).to.include({ outcome: 'in-sync', requests: 3 });
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'COMPLETED']);
  });

  it('removes an owned label whose name needs escaping', async () => {
    const map = labelMapOf(settingsSchema.parse({ labelPrefix: 'mirin/', labels: { error: 'it failed?' } }));
    github.widgets.createIssue({ number: 7, labels: ['bug', 'mirin/it failed?'] });
    await sync(new MemoryLabelMarks('pending'), { map });
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug']);
  });

  it('removes first where the issue bears 100 labels', async () => {
    const topics = Array.from({ length: 99 }, (_, index) => `topic-${index}`);
    const { outcome } = await syncFrom([...topics, 'processing'], 'completed');
    expect(outcome).to.include({ outcome: 'in-sync', requests: 3 });
    expect(writeLines(github.simulator)).to.deep.equal([`DELETE ${LABELS}/processing`, `POST ${LABELS}`]);
    expect(github.widgets.labelsOf(7)).to.deep.equal([...topics, 'completed']);
  });

  it('removes first where a person took the last place meanwhile', async () => {
    const topics = Array.from({ length: 98 }, (_, index) => `topic-${index}`);
    github.simulator.beforeNext({ method: 'POST' }, () => github.widgets.addLabels(7, ['one more']));
    const { outcome } = await syncFrom([...topics, 'processing'], 'completed');
    expect(outcome.outcome).to.equal('in-sync');
    expect(github.widgets.labelsOf(7)).to.deep.equal([...topics, 'one more', 'completed']);
  });

  it('is blocked where 100 labels of others leave no room', async () => {
    const topics = Array.from({ length: 100 }, (_, index) => `topic-${index}`);
    const { outcome, marks } = await syncFrom(topics, 'completed');
    expect(outcome).to.have.property('outcome', 'blocked');
    expect(outcome).to.have.property('reason').that.includes('more than 100 labels');
    expect(github.widgets.labelsOf(7)).to.deep.equal(topics);
    expect(marks.isDirty).to.equal(true);
  });

  it('keeps what a person adds and removes meanwhile', async () => {
    github.simulator.beforeNext({ method: 'POST' }, () => {
      github.widgets.addLabels(7, ['urgent']);
      github.widgets.removeLabel(7, 'Bug');
    });
    await syncFrom(['Bug', 'processing'], 'completed');
    expect(github.widgets.labelsOf(7)).to.deep.equal(['urgent', 'completed']);
  });

  it('ends when the state moved on, and the next one shows the newest', async () => {
    github.widgets.createIssue({ number: 7, labels: ['bug'] });
    const marks = new MemoryLabelMarks('processing');
    github.simulator.beforeNext({ method: 'POST' }, () => marks.transition('completed'));
    expect(await sync(marks)).to.deep.equal({ outcome: 'moved-on', requests: 2, added: ['processing'], removed: [] });
    expect(marks.isDirty).to.equal(true);
    const next = await sync(marks);
    expect(next).to.deep.equal({ outcome: 'in-sync', requests: 3, added: ['completed'], removed: ['processing'] });
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'completed']);
    expect(marks.isDirty).to.equal(false);
  });

  it('leaves the mark while another pass is under way', async () => {
    github.widgets.createIssue({ number: 7, labels: ['processing'] });
    const marks = new MemoryLabelMarks('processing');
    await marks.open(7, 'pass-of-a-stopped-worker');
    expect(await sync(marks)).to.include({ outcome: 'again-later', delayMs: 60_000 });
    expect(marks.isDirty).to.equal(true);
  });

  it('leaves the mark when another pass came and went meanwhile', async () => {
    github.widgets.createIssue({ number: 7 });
    const marks = new MemoryLabelMarks('processing');
    github.simulator.beforeNext({ method: 'POST' }, () => {
      void marks.open(7, 'other');
      void marks.close(7, {
        passId: 'other',
        wasOpened: true,
        version: '1',
        epoch: '1',
        isAmbiguous: false,
        isBrokenOff: false,
      });
    });
    expect(await sync(marks)).to.have.property('outcome', 'again-later');
  });

  it('never sets labels as a whole', async () => {
    await syncFrom([...FOREIGN, 'processing', 'error'], 'completed');
    expect(github.simulator.requests.filter(({ method }) => method === 'PUT')).to.be.empty;
  });
});

/** Labels that a person renames are followed by their ids: none gets a twin, and issues end with one owned label. */

import { expect } from 'chai';
import { settingsSchema } from '../../src/configuration/settings.ts';
import type { RenamedLabel } from '../../src/github/known-labels.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { readKnownLabels, rememberLabels } from '../../src/github/label-memory.ts';
import { OwnedLabels } from '../../src/github/owned-labels.ts';
import { syncLabels, type SyncRequest } from '../../src/github/sync-pass.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { MemoryLabelMarks } from './memory-label-marks.ts';
import { requestLines, useSimulatedGitHub, WIDGETS, writeLines } from './simulated-github.ts';

describe('labels that a person renames', () => {
  const github = useSimulatedGitHub();
  const map = labelMapOf(settingsSchema.parse({}));
  let driven: DrivenProject;
  let renames: RenamedLabel[];
  let labels: OwnedLabels;

  beforeEach(async () => {
    driven = await DrivenProject.start();
    renames = [];
    labels = new OwnedLabels({
      store: driven.store,
      configured: map,
      onRename: (renamed) => void renames.push(renamed),
    });
    await labels.ensure(github.client.repository(WIDGETS));
  });
  afterEach(() => driven.close());

  const sync = (marks: MemoryLabelMarks, changes: Partial<SyncRequest> = {}) =>
    syncLabels({
      project: WIDGETS,
      issue: 7,
      github: github.client,
      marks,
      map,
      naming: labels,
      passId: 'pass-1',
      ...changes,
    });
  const names = () => github.widgets.definitions.all().map(({ name }) => name);

  it('are added by their new name, and no twin of the old name is made', async () => {
    github.widgets.createIssue({ number: 7, labels: ['bug', 'processing'] });
    github.widgets.definitions.rename('completed', 'all done');
    const outcome = await sync(new MemoryLabelMarks('completed'));
    expect(outcome).to.include({ outcome: 'in-sync' });
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'all done']);
    expect(names()).to.have.members(['bug', 'processing', 'awaiting-response', 'all done', 'error', 'quarantined']);
    expect(renames).to.deep.equal([{ from: 'completed', to: 'all done' }]);
  });

  it('are removed where they are stale, found by what the issue bears', async () => {
    github.widgets.createIssue({ number: 7, labels: ['bug', 'processing'] });
    github.widgets.definitions.rename('processing', 'in progress');
    await sync(new MemoryLabelMarks('completed'));
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'completed']);
    expect(renames).to.deep.equal([{ from: 'processing', to: 'in progress' }]);
  });

  it('stay where they are right, with one request and no write', async () => {
    github.widgets.createIssue({ number: 7, labels: ['bug', 'processing'] });
    github.widgets.definitions.rename('processing', 'in progress');
    const before = requestLines(github.simulator).length;
    await sync(new MemoryLabelMarks('processing'));
    expect(requestLines(github.simulator).slice(before)).to.deep.equal(['GET /repos/acme/widgets/issues/7/labels']);
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'in progress']);
  });

  it('are told of once, and followed through a second rename and back', async () => {
    github.widgets.createIssue({ number: 7 });
    const marks = new MemoryLabelMarks('error');
    for (const [from, to] of [
      ['error', 'failed'],
      ['failed', 'broken'],
      ['broken', 'error'],
    ] as const) {
      github.widgets.definitions.rename(from, to);
      marks.transition('pending');
      await sync(marks);
      marks.transition('error');
      await sync(marks);
      await sync(marks);
      expect(github.widgets.labelsOf(7)).to.deep.equal([to]);
    }
    expect(renames.map(({ to }) => to)).to.deep.equal(['failed', 'broken', 'error']);
    expect(names()).to.have.length(5);
  });

  it('leave the old name owned: a twin that somebody made is taken off the issue', async () => {
    github.widgets.definitions.rename('completed', 'all done');
    github.widgets.definitions.define('completed', '123456');
    github.widgets.createIssue({ number: 7, labels: ['bug', 'completed'] });
    await sync(new MemoryLabelMarks('completed'));
    expect(github.widgets.labelsOf(7)).to.deep.equal(['bug', 'all done']);
  });

  it('are followed by a start and by the setup too, and keep the look that they have', async () => {
    github.widgets.definitions.rename('error', 'failed');
    const before = writeLines(github.simulator).length;
    const { created, existing } = await labels.ensure(github.client.repository(WIDGETS));
    expect(created).to.deep.equal([]);
    expect(existing).to.include('failed');
    expect(writeLines(github.simulator)).to.have.length(before);
    expect(renames).to.deep.equal([{ from: 'error', to: 'failed' }]);
    const { updated } = await labels.ensure(github.client.repository(WIDGETS), { isUpdating: true });
    expect(updated).to.deep.equal([]);
  });

  it('are made anew, with their look, where a person deleted one', async () => {
    github.widgets.createIssue({ number: 7 });
    github.widgets.definitions.remove('completed');
    await sync(new MemoryLabelMarks('completed'));
    expect(github.widgets.labelsOf(7)).to.deep.equal(['completed']);
    expect(github.widgets.definitions.find('completed')).to.include({ color: '0e8a16' });
    expect(renames).to.deep.equal([]);
  });

  it('are learned again by name where Redis lost their ids or holds nonsense', async () => {
    const { redis, keys } = driven.store;
    await redis.hset(keys.own.labels_ids, 'completed', 'nonsense', 'error', '0 error');
    await redis.hdel(keys.own.labels_ids, 'processing');
    await labels.ensure(github.client.repository(WIDGETS));
    const known = await readKnownLabels(driven.store);
    for (const name of ['completed', 'error', 'processing']) {
      expect(known.get(name), name).to.deep.equal({ id: github.widgets.definitions.find(name)?.id, name });
    }
    expect(renames).to.deep.equal([]);
  });

  it('cost no further look where the settings name them no more', async () => {
    const before = { id: 77, name: 'done' };
    await rememberLabels(driven.store, new Map([['done', before]]));
    github.widgets.createIssue({ number: 7, labels: ['done', 'completed'] });
    const sent = requestLines(github.simulator).length;
    await sync(new MemoryLabelMarks('completed'));
    expect(requestLines(github.simulator)).to.have.length(sent + 1);
    expect(github.widgets.labelsOf(7)).to.deep.equal(['done', 'completed']);
  });

  it('keep a pass from adding anything while GitHub does not say what they are called', async () => {
    github.widgets.createIssue({ number: 7 });
    github.simulator.failNext({ method: 'GET', path: /\/labels\/completed$/, how: 'html' });
    expect(await sync(new MemoryLabelMarks('completed'))).to.include({ outcome: 'unavailable' });
    expect(github.widgets.labelsOf(7)).to.deep.equal([]);
  });
});

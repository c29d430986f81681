/** Corrections of labels: three within ten minutes, and drift is left alone for half an hour. */

import { expect } from 'chai';
import { noteCorrection } from '../../src/transitions/note-correction.ts';
import { noteDrift } from '../../src/transitions/note-drift.ts';
import { takeDelivery } from '../../src/transitions/take-delivery.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 7;
const WINDOW_MS = 600_000;
const DAMPED_MS = 1_800_000;

describe('the corrections of an issue', () => {
  const project = useTransitionProject();

  beforeEach(async () => {
    await project.take(ISSUE, await project.driven.register('bot'));
    await project.redis.zrem(project.store.keys.own.labels_dirty, ISSUE);
    await project.redis.hset(project.store.keys.issue(ISSUE).issue, 'labelVersion', '1');
  });

  const correct = (version = '1') => noteCorrection(project.store, ISSUE, version);
  const correctAt = async (...times: number[]): Promise<string[]> => {
    const outcomes: string[] = [];
    for (const ms of times) {
      project.standAt(ms);
      outcomes.push(await correct());
    }
    return outcomes;
  };
  const dampedUntil = () => project.redis.zscore(project.store.keys.own.labels_damped, ISSUE);
  const isDirty = async () => (await project.redis.zscore(project.store.keys.own.labels_dirty, ISSUE)) !== null;

  it('are three within ten minutes, and its labels are left alone', async () => {
    expect(await correctAt(T0, T0 + 1_000, T0 + WINDOW_MS - 1)).to.deep.equal(['counted', 'counted', 'damped']);
    expect(await dampedUntil()).to.equal(String(T0 + WINDOW_MS - 1 + DAMPED_MS));
  });

  it('do not count after ten minutes', async () => {
    expect(await correctAt(T0, T0 + 1_000, T0 + WINDOW_MS)).to.deep.equal(['counted', 'counted', 'counted']);
    expect(await dampedUntil()).to.equal(null);
  });

  it('do not count where they are from before the clock was set back', async () => {
    expect(await correctAt(T0 + 5_000, T0 + 6_000, T0)).to.deep.equal(['counted', 'counted', 'counted']);
  });

  it('are none where the labels had not shown the state', async () => {
    expect([await correct('2'), await correct('2'), await correct('2')]).to.deep.equal(['none', 'none', 'none']);
    expect(await project.issue(ISSUE)).not.to.have.property('labelCorrections');
  });

  it('begin anew once they were too many', async () => {
    await correctAt(T0, T0, T0);
    expect(await correct()).to.equal('counted');
  });

  it('keep drift from being marked until their time is over', async () => {
    await correctAt(T0, T0, T0);
    const delivery = { issue: ISSUE, isDrift: true };
    project.standAt(T0 + DAMPED_MS - 1);
    expect(await noteDrift(project.store, ISSUE)).to.equal('damped');
    expect(await takeDelivery(project.store, { ...delivery, deliveryId: 'd-1' })).to.equal('damped');
    expect(await isDirty()).to.equal(false);
    project.standAt(T0 + DAMPED_MS);
    expect(await noteDrift(project.store, ISSUE)).to.equal('marked');
    expect(await takeDelivery(project.store, { ...delivery, deliveryId: 'd-2' })).to.equal('marked');
    expect(await isDirty()).to.equal(true);
  });

  it('damp nothing from before the clock was set back', async () => {
    await correctAt(T0, T0, T0);
    project.standAt(T0 - 1);
    expect(await noteDrift(project.store, ISSUE)).to.equal('marked');
  });
});

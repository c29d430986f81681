/** take-delivery: what a webhook's delivery does to the marks, and that it does so once. */

import { expect } from 'chai';
import { takeDelivery } from '../../src/transitions/take-delivery.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 7;
const DAY_MS = 86_400_000;

describe('take-delivery', () => {
  const project = useTransitionProject();
  const dirty = () => project.store.keys.own.labels_dirty;

  const take = (deliveryId: string, isDrift: boolean) =>
    takeDelivery(project.store, { deliveryId, issue: ISSUE, isDrift });
  const markedAt = () => project.redis.zscore(dirty(), ISSUE);
  const epoch = () => project.redis.hget(project.store.keys.issue(ISSUE).issue, 'labelEpoch');

  it('marks the issue, in the same step as the delivery', async () => {
    expect(await take('d-1', true)).to.equal('marked');
    expect(await markedAt()).to.equal(String(T0));
    expect(await epoch()).to.equal('1');
    expect(await project.redis.get(project.store.keys.delivery('d-1'))).to.equal(String(T0));
  });

  it('does nothing when the same delivery comes again', async () => {
    await take('d-1', true);
    await project.redis.zrem(dirty(), ISSUE);
    expect(await take('d-1', true)).to.equal('repeated');
    expect(await markedAt()).to.equal(null);
    expect(await epoch()).to.equal('1');
  });

  it('marks nothing where the labels agree, and knows the delivery all the same', async () => {
    expect(await take('d-1', false)).to.equal('noted');
    expect(await markedAt()).to.equal(null);
    expect(await take('d-1', true)).to.equal('repeated');
  });

  it('keeps the time of an older mark', async () => {
    await take('d-1', true);
    project.standAt(T0 + 5_000);
    expect(await take('d-2', true)).to.equal('marked');
    expect(await markedAt()).to.equal(String(T0));
    expect(await epoch()).to.equal('2');
  });

  it('forgets the delivery after a day', async () => {
    await take('d-1', true);
    expect(await project.redis.pttl(project.store.keys.delivery('d-1'))).to.be.within(DAY_MS - 60_000, DAY_MS);
  });
});

/** Settle: a request whose every retry failed still gets its one outcome. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { settle } from '../../src/transitions/settle.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';

describe('settle', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  it('stores the failure of a request without an outcome, and a later run has no effect', async () => {
    const request = project.checkoutRequest(1, bot);
    const failed = { outcome: 'failed', code: 'MIRIN_REDIS_UNAVAILABLE' };
    expect(await settle(project.store, request, 'MIRIN_REDIS_UNAVAILABLE')).to.deep.equal(failed);
    const before = await project.dump();
    const { outcome } = await checkout(project.store, request, project.rules);
    expect(outcome).to.deep.equal(failed);
    expect(await project.dump()).to.deep.equal(before);
  });

  it('leaves the outcome that a request has', async () => {
    const request = project.checkoutRequest(1, bot);
    const { outcome } = await checkout(project.store, request, project.rules);
    const before = await project.dump();
    expect(await settle(project.store, request, 'MIRIN_BUG')).to.deep.equal(outcome);
    expect(await project.dump()).to.deep.equal(before);
  });

  it('tells of a request id that was used for something else', async () => {
    await checkout(project.store, project.checkoutRequest(1, bot), project.rules);
    const other = project.checkoutRequest(2, bot);
    expect(await settle(project.store, other, 'MIRIN_BUG')).to.deep.equal({ outcome: 'key-reused' });
  });
});

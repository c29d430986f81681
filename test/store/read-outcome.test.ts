/** Tests that a request's stored outcome reads as it was answered. */

import { expect } from 'chai';
import type { RequestId } from '../../queues/values.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';

const REQUEST = 'request-0001' as RequestId;

describe('reading the outcome of a request', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
  });

  afterEach(() => project.close());

  it('finds nothing before there is one', async () => {
    expect(await readOutcome(project.store, REQUEST)).to.equal(undefined);
  });

  it('finds what a grant, a refusal and a checkin were answered with', async () => {
    const bot = await project.register();
    const granted = await project.ask(7, bot, { requestId: REQUEST });
    expect(granted.outcome).to.equal('granted');
    expect(await readOutcome(project.store, REQUEST)).to.deep.equal(granted);

    const refused = 'request-0002' as RequestId;
    const held = await project.ask(7, await project.register(), {
      requestId: refused,
      deadlineMs: Date.now() + 60_000,
    });
    expect(held.outcome).to.equal('held');
    expect(await readOutcome(project.store, refused)).to.deep.equal(held);

    const given = 'request-0003' as RequestId;
    if (granted.outcome !== 'granted') throw new Error('unreachable');
    const committed = await project.handBack(7, bot, granted.fence, 'completed', { requestId: given });
    expect(committed.outcome).to.equal('committed');
    expect(await readOutcome(project.store, given)).to.deep.equal(committed);
  });

  for (const text of [
    '',
    'granted',
    `${'a'.repeat(64)} ["granted"`,
    `${'a'.repeat(64)} ["unheard-of"]`,
    '["completed"]',
  ]) {
    it(`names the key where somebody else wrote ${JSON.stringify(text)}`, async () => {
      await project.redis.set(project.key(`request:${REQUEST}`), text);
      const fault = await rejection(readOutcome(project.store, REQUEST));
      expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
      expect(fault.message).to.include(project.key(`request:${REQUEST}`));
    });
  }
});

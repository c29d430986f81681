/** The one outcome of a request: stored for as long as anybody can ask, and published to the process that asked. */

import { expect } from 'chai';
import type { Redis } from 'ioredis';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { abandon } from '../../src/transitions/abandon.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { checkout } from '../../src/transitions/checkout.ts';
import { decodeOutcome } from '../../src/transitions/decode-outcome.ts';
import { fingerprintOf } from '../../src/transitions/fingerprint.ts';
import { settle } from '../../src/transitions/settle.ts';
import { rejection } from '../support/rejection.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';
import { waitFor } from '../support/wait-for.ts';

const HOUR_MS = 3_600_000;

describe('the outcome of a request', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const keptMs = (requestId: string) => project.redis.pttl(project.keys.request(requestId));

  it('is kept for a day where it had an effect', async () => {
    const request = project.checkoutRequest(1, bot);
    await checkout(project.store, request, project.rules);
    expect(await keptMs(request.requestId)).to.be.within(23 * HOUR_MS, 24 * HOUR_MS);
  });

  it('outlives every later run of the request, also of one made by hand: its deadline lies within that day', async () => {
    const dayAhead = project.nowMs + 24 * HOUR_MS;
    const endless = project.checkoutRequest(1, bot, { deadlineMs: dayAhead + 1 });
    const before = await project.dump();
    const fault = await rejection(checkout(project.store, endless, project.rules));
    expect(fault).to.include({
      code: 'MIRIN_REQUEST_INVALID',
      message: `deadlineMs: expected at most 24 h ahead of Redis's clock, got ${dayAhead + 1}`,
    });
    expect(await project.dump()).to.deep.equal(before);

    const request = { ...endless, deadlineMs: dayAhead };
    expect((await checkout(project.store, request, project.rules)).outcome).to.include({ outcome: 'granted' });
    await project.redis.del(project.keys.request(request.requestId));
    await project.pass(24 * HOUR_MS + 1);
    const late = await checkout(project.store, request, project.rules);
    expect(late.outcome).to.deep.equal({ outcome: 'deadline-passed' });
  });

  it('is kept until ten minutes after the deadline where it was a refusal', async () => {
    await project.take(1, bot);
    const request = project.checkoutRequest(1, bot, { deadlineMs: project.nowMs + 2 * HOUR_MS });
    await checkout(project.store, request, project.rules);
    expect(await keptMs(request.requestId)).to.be.within(2 * HOUR_MS, 2 * HOUR_MS + 600_000);
  });

  it('is kept for ten minutes where the deadline had passed', async () => {
    const request = project.checkoutRequest(1, bot, { deadlineMs: project.nowMs - HOUR_MS });
    await checkout(project.store, request, project.rules);
    expect(await keptMs(request.requestId)).to.be.within(500_000, 600_000);
  });

  it('is kept for a day where a refused checkin had no deadline', async () => {
    const lease = await project.take(1, bot);
    await project.driven.handBack(1, bot, lease.fence, 'error');
    const request = project.checkinRequest(lease);
    await checkin(project.store, request);
    expect(await keptMs(request.requestId)).to.be.within(23 * HOUR_MS, 24 * HOUR_MS);
  });

  describe('is published on the channel of the process that asked, and on no other', () => {
    let subscriber: Redis;
    let heard: [string, string][];

    beforeEach(async () => {
      heard = [];
      subscriber = project.redis.duplicate();
      subscriber.on('pmessage', (_pattern: string, channel: string, message: string) => heard.push([channel, message]));
      await subscriber.psubscribe(`mirin:{${project.keys.project}}:*`);
    });
    afterEach(() => subscriber.disconnect());

    const nextMessage = async () => {
      await waitFor('a published outcome', () => heard.length > 0, { everyMs: 2 });
      return heard.splice(0);
    };

    it('by every transition of a request, and again when it is asked again', async () => {
      const request = project.checkoutRequest(1, bot);
      const { outcome } = await checkout(project.store, request, project.rules);
      const [message] = await nextMessage();
      expect(message?.[0]).to.equal(project.keys.replies(bot));
      const [id, fingerprint, text = ''] = message?.[1].split(/ (\S+) (.*)/s) ?? [];
      expect([id, fingerprint]).to.deep.equal([request.requestId, fingerprintOf(request)]);
      expect(decodeOutcome(text)).to.deep.equal(outcome);

      await checkout(project.store, request, project.rules);
      expect(await nextMessage()).to.deep.equal([message]);
    });

    it('also where it is a checkin, a refusal, withdrawn or failed', async () => {
      const lease = await project.take(1, bot);
      await nextMessage();
      const request = project.checkinRequest(lease);
      const later = (requestId: string) => ({ ...request, requestId: requestId as RequestId });
      const channel = project.keys.replies(bot);
      const fingerprint = fingerprintOf(request);

      await checkin(project.store, request);
      expect(await nextMessage()).to.deep.equal([[channel, `request-checkin ${fingerprint} ["committed","2"]`]]);
      await checkin(project.store, later('request-refused'));
      expect(await nextMessage()).to.deep.equal([[channel, `request-refused ${fingerprint} ["already","completed"]`]]);
      await abandon(project.store, later('request-withdrawn'));
      expect(await nextMessage()).to.deep.equal([[channel, `request-withdrawn ${fingerprint} ["abandoned"]`]]);
      await settle(project.store, later('request-failed'), 'MIRIN_BUG');
      expect(await nextMessage()).to.deep.equal([[channel, `request-failed ${fingerprint} ["failed","MIRIN_BUG"]`]]);
    });
  });
});

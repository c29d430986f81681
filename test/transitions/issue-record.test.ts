/** The issue's record: what is corrupt in it is found before the first write, and what is kept of it is bounded. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { release } from '../../src/transitions/release.ts';
import { rejection } from '../support/rejection.ts';
import { useTransitionProject, type HeldLease } from '../support/transition-fixture.ts';

const ISSUE = 81;

describe('the record of an issue', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    lease = await project.take(ISSUE, bot);
  });

  describe('stops every transition before its first write', () => {
    const damages = [
      { field: 'status', found: 'working', expected: 'a known status' },
      { field: 'fence', found: '1e+15', expected: 'a fence' },
      { field: 'fence', found: '007', expected: 'a fence' },
      { field: 'version', found: 'one', expected: 'a whole number' },
      { field: 'attempt', found: '1.5', expected: 'a whole number' },
      { field: 'startTime', found: '-1', expected: 'a whole number' },
      { field: 'leaseTtlMs', found: 'long', expected: 'a whole number' },
      { field: 'coolUntil', found: '0x10', expected: 'a whole number' },
    ];
    for (const { field, found, expected } of damages) {
      it(`where its ${field} is "${found}"`, async () => {
        const key = project.keys.issue(ISSUE).issue;
        const { [field]: healthy } = await project.issue(ISSUE);
        await project.redis.hset(key, field, found);
        const before = await project.dump();
        const message = `key ${key}, field ${field}: expected ${expected}, found ${found}`;
        for (const act of [
          () => project.driven.ask(ISSUE, bot),
          () => checkin(project.store, project.checkinRequest(lease)),
          () => release(project.store, ISSUE, { by: 'operator' }),
          () => project.repair(lease, { cause: 'dead' }),
        ]) {
          const fault = await rejection(act());
          expect(fault).to.include({ code: 'MIRIN_STATE_CORRUPT', message });
        }
        expect(await project.dump()).to.deep.equal(before);
        if (healthy === undefined) await project.redis.hdel(key, field);
        else await project.redis.hset(key, field, healthy);
      });
    }

    it('where it is processing without a holder', async () => {
      const key = project.keys.issue(ISSUE).issue;
      await project.redis.hdel(key, 'processId');
      const fault = await rejection(project.driven.ask(ISSUE, bot));
      expect(fault.message).to.equal(`key ${key}, field processId: expected the holder, found nothing`);
      await project.redis.hset(key, 'processId', bot);
    });
  });

  it('has a history of the last 50 transitions', async () => {
    for (let round = 0; round < 30; round += 1) {
      await project.driven.handBack(ISSUE, bot, lease.fence, 'pending');
      lease = await project.take(ISSUE, bot);
    }
    const { [`issue:${ISSUE}:history`]: history } = await project.dump();
    expect(history).to.have.length(50);
    expect((history as unknown[]).at(-1)).to.deep.include({ version: '61', to: 'processing' });
  });
});

/** How a request gets its slot: short waits are waited, long ones are handed back, and a late decision is no decision. */

import { expect } from 'chai';
import type { AccountGate } from '../../src/github/account-gate.ts';
import { awaitSlot } from '../../src/github/await-slot.ts';
import { GitHubError } from '../../src/github/errors.ts';
import type { SlotDecision } from '../../src/transitions/gate-take.ts';
import { waitFor } from '../support/wait-for.ts';

const READ = { method: 'GET', path: '/repos/acme/widgets' } as const;
const GRANTED: SlotDecision = { outcome: 'granted' };
const later = (waitMs: number): SlotDecision => ({ outcome: 'later', waitMs, reason: 'because' });

describe('a request that needs a slot', () => {
  let calls: string[];

  /** Decides so, one after the other, and the last for ever. */
  function gateThat(...decisions: (SlotDecision | (() => Promise<SlotDecision>))[]): AccountGate {
    calls = [];
    return {
      take: async (kind) => {
        calls.push(`take ${kind}`);
        const decision = decisions.length > 1 ? decisions.shift() : decisions[0];
        return typeof decision === 'function' ? await decision() : (decision ?? GRANTED);
      },
      giveBack: async (kind, _slot, report) => void calls.push(`give back ${kind} ${report?.finding ?? 'unused'}`),
    };
  }

  async function faultOf(waiting: Promise<unknown>) {
    const error = await waiting.catch((thrown: unknown) => thrown);
    return error instanceof GitHubError ? error.fault : expect.fail('it got its slot');
  }

  it('asks for one of its kind', async () => {
    const gate = gateThat(GRANTED);
    const requests = [
      READ,
      { method: 'POST', path: '/repos/acme/widgets/issues/1/labels' },
      { method: 'DELETE', path: '/repos/acme/widgets/issues/1/labels/comments' },
      { method: 'POST', path: '/repos/acme/widgets/issues/1/comments' },
    ] as const;
    const kinds = await Promise.all(requests.map(async (request) => (await awaitSlot(gate, request)).kind));
    expect(kinds).to.deep.equal(['read', 'write', 'write', 'comment']);
  });

  it('waits where the wait is short', async () => {
    expect(await awaitSlot(gateThat(later(1), later(2), GRANTED), READ)).to.include({ kind: 'read' });
    expect(calls).to.have.lengthOf(3);
  });

  it('says when to come back where the wait is long, and sends nothing', async () => {
    const fault = { kind: 'deferred', reason: 'because', retryAfterMs: 1_501, isAmbiguousWrite: false };
    expect(await faultOf(awaitSlot(gateThat(later(1_501)), READ))).to.deep.equal(fault);
    expect(calls).to.deep.equal(['take read']);
  });

  it('gives up after many short waits', async () => {
    const { retryAfterMs } = await faultOf(awaitSlot(gateThat(later(1_000)), READ));
    expect(retryAfterMs).to.equal(1_000);
    expect(calls.length).to.be.within(2, 5);
  });

  it('waits for as long as its caller has time', async () => {
    const patient = { ...READ, patienceMs: 3_000 };
    expect(await awaitSlot(gateThat(later(1_600), GRANTED), patient)).to.include({ kind: 'read' });
    expect(await faultOf(awaitSlot(gateThat(later(3_001)), patient))).to.include({ retryAfterMs: 3_001 });
  });

  it('asks again where the decision came late: meanwhile the account may have to wait', async () => {
    const lateGrant = async (): Promise<SlotDecision> => {
      const askedAtMs = performance.now();
      await waitFor('the decision to be late', () => performance.now() > askedAtMs + 1_500);
      return GRANTED;
    };
    expect((await faultOf(awaitSlot(gateThat(lateGrant, later(7_000)), READ))).retryAfterMs).to.equal(7_000);
    expect(calls).to.deep.equal(['take read', 'give back read unused', 'take read']);
  });
});

/** Gets a request its slot: waits for it where that is short, else says when to come back. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TakenSlot } from '../transitions/gate-return.ts';
import type { SlotKind } from '../transitions/gate-take.ts';
import type { AccountGate } from './account-gate.ts';
import type { GitHubMethod } from './attempt.ts';
import { errorOf } from './errors.ts';

/** Giving the worker back costs more than this, and what was read would have to be read again. */
const SHORT_WAIT_MS = 1_500;
/** A decision that came later is no longer one: this process stood still, and what it would send might meet a pause. */
const FRESH_MS = 1_500;
/** Several short waits: others may take the slot that one waits for. */
const SHORT_WAITS_MS = 5_000;

export interface SlotRequest {
  method: GitHubMethod;
  /** Says what the request is about, and whether it is a comment. */
  path: string;
  patienceMs?: number | undefined;
}

/** @throws GitHubUnavailableError with a `deferred` fault: nothing was sent */
export async function awaitSlot(gate: AccountGate, request: SlotRequest): Promise<TakenSlot> {
  const taken: TakenSlot = { kind: kindOf(request), slot: randomUUID() };
  const givesUpAtMs = performance.now() + (request.patienceMs ?? SHORT_WAITS_MS);
  for (;;) {
    const askedAtMs = performance.now();
    const decision = await gate.take(taken.kind, taken.slot);
    if (decision.outcome === 'granted') {
      if (performance.now() - askedAtMs <= FRESH_MS) return taken;
      await gate.giveBack(taken.kind, taken.slot);
      continue;
    }
    const { waitMs, reason } = decision;
    const isShort = waitMs <= (request.patienceMs ?? SHORT_WAIT_MS) && performance.now() + waitMs <= givesUpAtMs;
    if (!isShort) {
      const fault = { kind: 'deferred', reason, isAmbiguousWrite: false, retryAfterMs: waitMs } as const;
      throw errorOf(`${request.method} ${request.path}`, fault);
    }
    await pause(waitMs);
  }
}

function kindOf({ method, path }: SlotRequest): Exclude<SlotKind, 'pass'> {
  if (method === 'GET') return 'read';
  return method === 'POST' && path.endsWith('/comments') ? 'comment' : 'write';
}

/** The gate that an account's requests pass: one budget for all workers and hosts, so that no limit of GitHub's is met twice. */

import type { AccountReport } from '../transitions/gate-return.ts';
import type { SlotDecision, SlotKind } from '../transitions/gate-take.ts';

export interface AccountGate {
  /** Asks for a slot; `slot` is new for each request and each pass. */
  take(kind: SlotKind, slot: string): Promise<SlotDecision>;
  /** Gives it back with what the answer said; without, where nothing was sent, and at the end of a pass. */
  giveBack(kind: SlotKind, slot: string, report?: AccountReport): Promise<void>;
}

/** For a program that asks GitHub once, by an operator's word, whatever the workers do. */
export const openGate: AccountGate = {
  take: () => Promise.resolve({ outcome: 'granted' }),
  giveBack: () => Promise.resolve(),
};

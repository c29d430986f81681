/** Tells why beats fail, each cause once, until a beat comes through without any fault. */

import { MirinError } from '../errors.ts';
import type { FromThread } from './heartbeat-messages.ts';

export class BeatFaults {
  readonly #tell: (message: FromThread) => void;
  readonly #told = new Set<string>();
  #isFaulty = false;

  constructor(tell: (message: FromThread) => void) {
    this.#tell = tell;
  }

  /** A beat begins. */
  begin(): void {
    this.#isFaulty = false;
  }

  /** It met this fault. */
  note(error: unknown): void {
    this.#isFaulty = true;
    const message = error instanceof MirinError ? error.message : String(error);
    if (!this.#told.has(message)) this.#tell({ type: 'fault', message });
    this.#told.add(message);
  }

  /** It is done. */
  end(): void {
    if (this.#isFaulty || this.#told.size === 0) return;
    this.#told.clear();
    this.#tell({ type: 'resumed' });
  }
}

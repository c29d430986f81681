/** The open log-in sessions: random ids, kept in memory only, each with its end. */

import { randomBytes } from 'node:crypto';

/** How long a session lasts from its log-in, in ms. */
export const SESSION_MS = 12 * 60 * 60_000;

/** Most sessions open at once; the oldest gives way. */
const MAX_SESSIONS = 1_000;

export class Sessions {
  readonly #endsAtMs = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** Opens a session and returns its id, 256 random bits. */
  open(): string {
    this.#forgetEnded();
    const id = randomBytes(32).toString('base64url');
    this.#endsAtMs.set(id, this.#nowMs() + SESSION_MS);
    return id;
  }

  isOpen(id: string | undefined): boolean {
    return id !== undefined && (this.#endsAtMs.get(id) ?? 0) > this.#nowMs();
  }

  close(id: string | undefined): void {
    if (id !== undefined) this.#endsAtMs.delete(id);
  }

  /** All sessions last equally long, so the map's order is the order in which they end. */
  #forgetEnded(): void {
    for (const id of this.#endsAtMs.keys()) {
      if (this.isOpen(id) && this.#endsAtMs.size < MAX_SESSIONS) return;
      this.#endsAtMs.delete(id);
    }
  }
}

/** The time of one story: it stands still until the story moves it, and what was to happen meanwhile happens then. */

interface Planned {
  atMs: number;
  happen: () => void;
}

export class StillClock {
  /** Near GitHub's own time, which comments bear. */
  #nowMs = Date.now();
  #planned: Planned[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Has this happen once so much time has passed. */
  plan(afterMs: number, happen: () => void): void {
    this.#planned.push({ atMs: this.#nowMs + afterMs, happen });
  }

  /** Moves on; what was planned until then happens, in its order. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    const due = this.#planned.filter(({ atMs }) => atMs <= untilMs).toSorted((one, other) => one.atMs - other.atMs);
    this.#planned = this.#planned.filter(({ atMs }) => atMs > untilMs);
    for (const { atMs, happen } of due) {
      this.#nowMs = atMs;
      happen();
    }
    this.#nowMs = untilMs;
  }
}

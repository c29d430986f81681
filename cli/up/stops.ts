/** What was started and must be stopped again, last first. */

export class Stops {
  readonly #stops: (() => Promise<void>)[] = [];

  add(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  /** Stops everything, also where one of them fails. @throws AggregateError of what failed, when all is stopped */
  async run(): Promise<void> {
    const faults: unknown[] = [];
    for (const stop of this.#stops.splice(0).toReversed()) {
      await stop().catch((error: unknown) => faults.push(error));
    }
    if (faults.length > 0) throw new AggregateError(faults, 'something could not be stopped');
  }
}

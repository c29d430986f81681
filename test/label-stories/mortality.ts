/** A worker that may die: after so many of its steps each further one fails, and nothing more of it reaches Redis or GitHub. */

/** What every step of a dead worker ends with. */
class Death extends Error {
  override readonly name = 'Death';
}

export class Mortality {
  #stepsLeft: number;

  /** Without a number the worker lives for ever. */
  constructor(steps = Infinity) {
    this.#stepsLeft = steps;
  }

  get isDead(): boolean {
    return this.#stepsLeft < 0;
  }

  /**
   * The same connection to Redis, with a step before and one after each command. As every request to GitHub has its slot
   * taken before and given back after it, a worker can so die before and after each of these, too.
   */
  over<T extends object>(connection: T): T {
    return new Proxy(connection, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          this.#step();
          const result: unknown = Reflect.apply(member, target, args);
          return result instanceof Promise ? result.then((value: unknown) => this.#after(value)) : result;
        };
      },
    });
  }

  #after(value: unknown): unknown {
    this.#step();
    return value;
  }

  #step(): void {
    this.#stepsLeft -= 1;
    if (this.isDead) throw new Death();
  }
}

/** Compares what Redis holds of a project with what the specification says. */

import { isDeepStrictEqual } from 'node:util';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { streamsOf, valuesOf } from './projection.ts';
import { readContent } from './redis-content.ts';
import type { Answered, World } from './spec/world.ts';

/** Time that may have passed since an outcome was stored, ms. */
const STORED_AGO_MS = 120_000;

export class StateComparison {
  readonly #store: ProjectStore;
  /** Every key that ever was to be there. */
  readonly #names = new Set<string>();
  readonly #checked = new WeakSet<Answered>();

  constructor(store: ProjectStore) {
    this.#store = store;
  }

  /** What differs after a step, in words. Streams only grow: they are read at the end. */
  async afterStep(world: World): Promise<string[]> {
    const expected = valuesOf(world);
    for (const name of Object.keys(expected)) this.#names.add(name);
    const [found, keptWrongly] = await Promise.all([
      readContent(this.#store, [...this.#names]),
      this.#keptWrongly(world),
    ]);
    return [...differencesOf(expected, found), ...keptWrongly];
  }

  /** What differs in the end, streams and keys that nobody knows of included. */
  async atTheEnd(world: World): Promise<string[]> {
    return differencesOf({ ...valuesOf(world), ...streamsOf(world) }, await readContent(this.#store));
  }

  /** Outcomes stored since the last look that live too long or too short. */
  async #keptWrongly({ answered }: World): Promise<string[]> {
    const fresh = [...answered].filter(([, each]) => !this.#checked.has(each));
    const faults = fresh.map(async ([id, each]): Promise<string[]> => {
      this.#checked.add(each);
      const foundMs = await this.#store.redis.pttl(this.#store.keys.request(id));
      const isRight = foundMs <= each.keptMs && foundMs > each.keptMs - STORED_AGO_MS;
      return isRight ? [] : [`the outcome of ${id} is kept for ${foundMs} ms, not ${each.keptMs}`];
    });
    return (await Promise.all(faults)).flat();
  }
}

/** Values as text, for people. */
export const brief = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) => (each instanceof Map ? [...each] : each)) ?? 'nothing';

function differencesOf(expected: Record<string, unknown>, found: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])].toSorted();
  return keys
    .filter((key) => !isDeepStrictEqual(found[key], expected[key]))
    .map((key) => `${key} is ${brief(found[key])}, not ${brief(expected[key])}`);
}

/** Declares a test for each of many deaths; they mostly wait, so a few run at a time, each with a result of its own. */

import type { Ground } from './scene.ts';
import { titleOf } from './steps.ts';

const AT_ONCE = 4;
/** A test waits for locks, probes and scans, and for those before it. */
const TIMEOUT_MS = 240_000;

/** One `it` for each point, titled by it; what `run` throws fails the test of that point alone. */
export function testSideBySide(
  { underWay }: Pick<Ground, 'underWay'>,
  points: readonly string[],
  run: (at: string) => Promise<void>,
  title: (at: string) => string = titleOf,
): void {
  const results = new Map<string, Promise<void>>();
  const start = (at: string): void => {
    if (results.has(at)) return;
    const result = run(at);
    underWay.push(result.catch(() => undefined));
    results.set(at, result);
  };

  for (const [index, at] of points.entries()) {
    it(title(at), async () => {
      // Also those that come next, which mocha would begin only when this one is done.
      points.slice(index, index + AT_ONCE).forEach(start);
      await results.get(at);
    }).timeout(TIMEOUT_MS);
  }
}

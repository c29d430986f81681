/** Repeats a step at an interval, never twice at once, until it is stopped. */

export interface Repeated {
  /** Starts no further run; resolves when the one under way is done, or after the time given. */
  stop(withinMs: number): Promise<void>;
}

/** Runs `step` now and then every `ms`; its faults go to `onFault` and end nothing. */
export function every(
  ms: number,
  step: () => Promise<void>,
  onFault: (error: unknown) => void = () => undefined,
): Repeated {
  let underWay: Promise<void> = Promise.resolve();
  let isRunning = false;
  const run = (): void => {
    if (isRunning) return;
    isRunning = true;
    underWay = step()
      .catch(onFault)
      .finally(() => {
        isRunning = false;
      });
  };
  const timer = setInterval(run, ms);
  run();
  return {
    stop: async (withinMs) => {
      clearInterval(timer);
      let limit: NodeJS.Timeout | undefined;
      const time = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, withinMs);
      });
      await Promise.race([underWay, time]);
      clearTimeout(limit);
    },
  };
}

/** The gaps in the time of Redis: stretches in which nobody could be heard, so that nobody was silent. */

/**
 * `silence` of Redis, another run of it (`restart`), the `loss` of all it knew, a step back of its `clock`, or too many
 * leases that ran out at once (`brake`).
 */
export interface ClockGap {
  startMs: number;
  endMs: number;
  kind: string;
}

/** The gaps in a text such as `start:end:kind;…`. */
export function gapsIn(text: string): ClockGap[] {
  return [...text.matchAll(/(\d+):(\d+):(\w+);/g)].map(([, start, end, kind = '']) => ({
    startMs: Number(start),
    endMs: Number(end),
    kind,
  }));
}

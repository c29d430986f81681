/** One line of the table: what was measured here and at the peer, and whether the goal was met. */

export interface Row {
  name: string;
  unit: 'ms' | 'µs' | 's' | 'per s' | 'B' | 'MB' | 'requests';
  ours: number;
  /** What stands beside it, from the same run. */
  peer?: { name: string; value: number };
  goal?: Goal;
}

export interface Goal {
  text: string;
  isMet: (row: Row) => boolean;
}

/** Ours as a multiple of the peer's; undefined without a peer. */
export const ratioOf = ({ ours, peer }: Row): number | undefined =>
  peer === undefined ? undefined : ours / peer.value;

/** At least so many times the peer's. */
export const ratioAtLeast = (times: number): Goal => ({
  text: `≥ ${times}×`,
  isMet: (row) => (ratioOf(row) ?? 0) >= times,
});

/** At most so many times the peer's. */
export const ratioAtMost = (times: number): Goal => ({
  text: `≤ ${times}×`,
  isMet: (row) => (ratioOf(row) ?? Infinity) <= times,
});

/** At least so much, whatever the peer does. */
export const atLeast = (value: number, text: string): Goal => ({
  text: `≥ ${text}`,
  isMet: ({ ours }) => ours >= value,
});

/** At most so much, whatever the peer does. */
export const atMost = (value: number, text: string): Goal => ({
  text: `≤ ${text}`,
  isMet: ({ ours }) => ours <= value,
});

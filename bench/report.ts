/** Prints measurements beside those of a peer: as ratios, since machines differ and are noisy. */

export interface Measured {
  name: string;
  unit: string;
  ours: number;
  peer: number;
  peerName: string;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One line a measurement, or one JSON document. */
export function reportOf(measured: readonly Measured[], isJson: boolean): string {
  const rows = measured.map((row) => ({ ...row, ratio: row.ours / row.peer }));
  if (isJson) return JSON.stringify(rows, undefined, 2);
  return rows
    .map(({ name, unit, ours, peer, peerName, ratio }) => {
      return `${name.padEnd(30)} ${ours.toFixed(2)} ${unit}; ${peerName}: ${peer.toFixed(2)}; ratio ${ratio.toFixed(2)}`;
    })
    .join('\n');
}

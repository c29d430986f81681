/** Runs the contenders in turn, round after round, so that whatever else the machine does hits them alike. */

import { median } from './quantile.ts';

/** What one run of a contender showed, by name. */
export type Sample = Readonly<Record<string, number>>;

/** Medians of so many rounds, by contender; one more round goes before, in which everything gets warm. */
export async function medianRounds<Name extends string, S extends Sample>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<S>>>,
): Promise<Record<Name, S>> {
  const names = Object.keys(contenders) as Name[];
  const samples = new Map<Name, S[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const sample = await contenders[name]();
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  return Object.fromEntries(names.map((name) => [name, mediansOf(samples.get(name) ?? [])])) as Record<Name, S>;
}

function mediansOf<S extends Sample>(samples: readonly S[]): S {
  const names = Object.keys(samples[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name] ?? NaN))])) as S;
}

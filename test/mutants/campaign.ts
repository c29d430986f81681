/** Makes one mutant after the other, in two lanes, and finds out whether its tests notice it. */

import { misfitOf } from './misfits.ts';
import type { Mutant } from './mutant.ts';
import { runTestFile } from './run-test-file.ts';
import { TreeCopy } from './tree-copy.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Tests run beside each other; as many as a small machine has cores. */
const LANES = 2;

export interface CampaignOptions {
  /** The repository, built. */
  root: string;
  mutants: readonly Mutant[];
  /** Time for one test file, in ms; a mutant that makes it take longer counts as noticed. */
  limitMs: number;
  onVerdict: (mutant: Mutant, verdict: Verdict) => void;
}

/** Judges every mutant. A test that fails without any mutant judges none. */
export async function judgeMutants({ root, mutants, limitMs, onVerdict }: CampaignOptions): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const tell = (mutant: Mutant, verdict: Verdict): void => {
    verdicts.push(verdict);
    onVerdict(mutant, verdict);
  };
  const fitting = mutants.filter((mutant) => {
    const why = misfitOf(root, mutant);
    if (why !== undefined) tell(mutant, { verdict: 'no-mutant', why });
    return why === undefined;
  });
  await inLanes(root, async (trees) => {
    const tests = [...new Set(fitting.flatMap((mutant) => mutant.tests))];
    const red = new Map<string, string>();
    await eachInLane(trees, tests, async (tree, test) => {
      const run = await runTestFile(tree.folder, test, limitMs);
      if (run.end !== 'passed') red.set(test, run.end === 'failed' ? run.title : `${test} ${run.end}`);
    });
    await eachInLane(trees, fitting, async (tree, mutant) => tell(mutant, await judge(tree, mutant, red, limitMs)));
  });
  return verdicts;
}

async function judge(
  tree: TreeCopy,
  mutant: Mutant,
  red: ReadonlyMap<string, string>,
  limitMs: number,
): Promise<Verdict> {
  const failing = mutant.tests.find((test) => red.has(test));
  if (failing !== undefined) return { verdict: 'no-mutant', why: `without it fails: ${red.get(failing)}` };
  return tree.without(mutant, async () => {
    for (const test of mutant.tests) {
      const verdict = verdictOf(test, await runTestFile(tree.folder, test, limitMs));
      if (verdict !== undefined) return verdict;
    }
    return { verdict: 'not-noticed' };
  });
}

async function inLanes(root: string, run: (trees: readonly TreeCopy[]) => Promise<void>): Promise<void> {
  const trees = Array.from({ length: LANES }, () => new TreeCopy(root));
  try {
    await run(trees);
  } finally {
    for (const tree of trees) tree.remove();
  }
}

/** Each lane takes the next item as soon as it is done with one. */
async function eachInLane<T>(
  trees: readonly TreeCopy[],
  items: readonly T[],
  step: (tree: TreeCopy, item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    trees.map(async (tree) => {
      for (const item of left) await step(tree, item);
    }),
  );
}

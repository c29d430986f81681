/** Words what came of the mutants, one line each, and the summary. */

import type { Mutant } from './mutant.ts';
import type { Verdict } from './verdict.ts';

/** One line; what calls for somebody is in capitals. */
export function lineOf({ id, guard, file }: Mutant, verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'noticed':
      return `noticed      ${id}: ${verdict.by}`;
    case 'noticed-by-hanging':
      return `noticed      ${id}: ${verdict.by} did not end in time`;
    case 'not-noticed':
      return `NOT NOTICED  ${id} (${file}): ${guard}`;
    case 'no-mutant':
      return `NO MUTANT    ${id} (${file}): ${verdict.why}`;
  }
}

export function summaryOf(verdicts: readonly Verdict[], elapsedMs: number): string {
  const count = (...kinds: Verdict['verdict'][]): number =>
    verdicts.filter(({ verdict }) => kinds.includes(verdict)).length;
  const noticed = `${count('noticed', 'noticed-by-hanging')} noticed (${count('noticed-by-hanging')} by hanging)`;
  const others = `${count('not-noticed')} not noticed, ${count('no-mutant')} could not be judged`;
  return `${verdicts.length} mutants: ${noticed}, ${others}; ${Math.round(elapsedMs / 1000)} s`;
}

/** Whether every guard is known to be held by a test. */
export const isAllNoticed = (verdicts: readonly Verdict[]): boolean =>
  verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === 'noticed' || verdict === 'noticed-by-hanging');

/** Judges a mutant by what its tests came to. */

import type { TestRun } from './run-test-file.ts';

export type Verdict =
  /** `by`: the title of the test that failed. */
  | { verdict: 'noticed'; by: string }
  | { verdict: 'noticed-by-hanging'; by: string }
  | { verdict: 'not-noticed' }
  /** It can't be made, does not run, or its tests fail without it; nothing is known of its guard. */
  | { verdict: 'no-mutant'; why: string };

/** Faults of a mutant that is no program: whatever fails by these shows nothing. */
const NO_PROGRAM =
  /SyntaxError|ReferenceError|is not defined|Error compiling script|nonexistent global|does not provide an export/;

/** The verdict after one of the mutant's tests; undefined = the next one is asked. */
export function verdictOf(test: string, run: TestRun): Verdict | undefined {
  switch (run.end) {
    case 'passed':
      return undefined;
    case 'hung':
      return { verdict: 'noticed-by-hanging', by: test };
    case 'crashed':
      return { verdict: 'no-mutant', why: `${test} did not run: ${run.message}` };
    case 'failed':
      return NO_PROGRAM.test(run.message)
        ? { verdict: 'no-mutant', why: `it does not run: ${run.message}` }
        : { verdict: 'noticed', by: run.title };
  }
}

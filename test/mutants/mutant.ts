/** What a mutant is: the product with one guard taken out, and the tests that must notice that. */

/** One guard, and how it is taken out. */
export interface Cut {
  /** By which `--only` finds it. */
  id: string;
  /** What the guard sees to, in words. */
  guard: string;
  /** The text that is the guard, once in its file; written alike in the compiled one, so without types. White space is free. */
  find: string;
  /** What stands there instead; left out = nothing. */
  replace?: string;
  /** Tests of its own, where those of its file are not the ones to notice it. */
  tests?: readonly string[];
}

/** The cuts of one area of the product. */
export interface CutList {
  /** By which `--area` finds it; `lua` finds `lua-clock`, too. */
  area: string;
  files: readonly {
    /** From the repository's root, such as `src/transitions/checkin.lua`. */
    file: string;
    /** Test files below `test/`, without ending; the one that most likely notices it first. */
    tests: readonly string[];
    cuts: readonly Cut[];
  }[];
}

export interface Mutant extends Required<Cut> {
  file: string;
}

/** The mutants that a list describes. */
export const mutantsOf = ({ files }: CutList): Mutant[] =>
  files.flatMap(({ file, tests, cuts }) => cuts.map((cut) => ({ file, tests, replace: '', ...cut })));

/** Finds what is wrong with mutants before any is run: a list that nobody keeps up with the code must not go unnoticed. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutant.ts';

/** The compiled form of a source file, which is what runs; Lua scripts are copied as they are. */
export const builtFile = (file: string): string => path.posix.join('dist', file.replace(/\.ts$/, '.js'));

/** The compiled file of a test, by its name below `test/`. */
export const testFile = (test: string): string => `dist/test/${test}.test.js`;

/** Finds the text whatever white space lies between its words: the compiler breaks lines otherwise than we do. */
export function patternOf(find: string): RegExp {
  const words = find.trim().split(/\s+/);
  return new RegExp(
    words.map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)).join(String.raw`\s+`),
    'g',
  );
}

/** Why the mutant can't be made or noticed in the tree at `root`; undefined when it can. */
export function misfitOf(root: string, { file, find, replace, tests }: Mutant): string | undefined {
  const lost = tests.filter((test) => !existsSync(path.join(root, testFile(test))));
  if (lost.length > 0) return `there is no test ${lost.join(', ')}`;
  if (tests.length === 0) return 'no test is named that notices it';
  if (find === replace) return 'it changes nothing';
  for (const place of [file, builtFile(file)]) {
    const fault = miscount(path.join(root, place), find);
    if (fault !== undefined) return `${place} ${fault}: ${JSON.stringify(find)}`;
  }
  return undefined;
}

function miscount(file: string, find: string): string | undefined {
  if (!existsSync(file)) return 'is not there to have this text';
  const count = readFileSync(file, 'utf8').match(patternOf(find))?.length ?? 0;
  if (count === 1) return undefined;
  return count === 0 ? 'has no such text' : `has this text ${count} times`;
}

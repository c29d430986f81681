/** The arguments of the program that measures. */

import { parseArgs } from 'node:util';

export interface BenchArguments {
  isJson: boolean;
  isQuick: boolean;
  /** Letters of the measurements to run; all of them when empty. */
  only: string[];
  isHelp: boolean;
}

export const USAGE = `npm run bench -- [--only a,c] [--quick] [--json]

  --only LETTERS  run these measurements only
  --quick         a much smaller run, for trying: its figures say little
  --json          print one JSON document
`;

/** @throws Error for an unknown option, and for a letter that is none of `letters` */
export function readArguments(args: readonly string[], letters: ReadonlySet<string>): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter((letter) => letter !== '');
  const unknown = only.filter((letter) => !letters.has(letter));
  if (unknown.length > 0) throw new Error(`no measurement ${unknown.join(', ')}`);
  return { isJson: values.json, isQuick: values.quick, only, isHelp: values.help };
}

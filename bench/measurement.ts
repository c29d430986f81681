/** What each measurement is to the program that runs them. */

import type { Lab } from './lab.ts';
import type { Row } from './row.ts';

export interface Measurement {
  /** What `--only` calls it. */
  letter: string;
  title: string;
  measure: (lab: Lab) => Promise<Row[]>;
}

/** `npm run test:mutants [-- --area NAME] [-- --only ID,…]`: takes one guard out at a time and shows that the tests notice. */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { judgeMutants } from './campaign.ts';
import { CUT_LISTS } from './lists/index.ts';
import { mutantsOf } from './mutant.ts';
import { isAllNoticed, lineOf, summaryOf } from './report.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

/** Several times what the slowest of the named tests takes on a busy machine. */
const LIMIT_MS = 180_000;

const { values } = parseArgs({ options: { area: { type: 'string' }, only: { type: 'string' } } });
const ids = values.only?.split(',');
const lists = CUT_LISTS.filter(
  ({ area }) => values.area === undefined || area === values.area || area.startsWith(`${values.area}-`),
);
const chosen = lists.flatMap(mutantsOf).filter(({ id }) => ids === undefined || ids.includes(id));
const unknown = (ids ?? []).filter((id) => !chosen.some((mutant) => mutant.id === id));
if (unknown.length > 0 || chosen.length === 0) {
  const areas = CUT_LISTS.map(({ area }) => area).join(', ');
  console.error(`no such mutant: ${unknown.join(', ') || values.area}; the areas are ${areas}`);
  process.exit(2);
}

const startedAtMs = performance.now();
const verdicts = await judgeMutants({
  root: ROOT,
  mutants: chosen,
  limitMs: LIMIT_MS,
  onVerdict: (mutant, verdict) => console.log(lineOf(mutant, verdict)),
});
console.log(summaryOf(verdicts, performance.now() - startedAtMs));
process.exitCode = isAllNoticed(verdicts) ? 0 : 1;

/** Verifies every index of a project against the hashes, which alone are the truth, and rebuilds what is wrong. */

import type { ProjectStore } from '../redis/project-store.ts';
import { findRecords } from './find-records.ts';
import type { IndexFault } from './index-fault.ts';
import { checksOf } from './record-checks.ts';

/** Checks under way at once; more would only queue up in Redis. */
const AT_ONCE = 50;

export interface VerifyOptions {
  /** Put right what is wrong. Default: false, only report. */
  rebuild?: boolean;
  onProgress?: (progress: { checked: number; total: number }) => void;
}

export interface VerifyReport {
  /** Records that were compared: issues, processes, tasks, locks. */
  checked: number;
  faults: IndexFault[];
  /** How many of the faults were put right. */
  mended: number;
}

/**
 * May run while the project is busy: each record is compared in one atomic step, so that what changes meanwhile is no
 * fault. Passes over labels are left out: their entries follow from no hash.
 * @throws MirinError `MIRIN_STATE_CORRUPT` where an index itself has another type
 */
export async function verifyIndexes(store: ProjectStore, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { rebuild = false, onProgress } = options;
  const checks = checksOf(store, await findRecords(store), rebuild);
  const report: VerifyReport = { checked: 0, faults: [], mended: 0 };
  for (let start = 0; start < checks.length; start += AT_ONCE) {
    const results = await Promise.all(checks.slice(start, start + AT_ONCE).map((check) => check()));
    for (const { faults, isMendable } of results) {
      report.checked += 1;
      report.faults.push(...faults);
      if (rebuild && isMendable) report.mended += faults.length;
    }
    onProgress?.({ checked: report.checked, total: checks.length });
  }
  return report;
}

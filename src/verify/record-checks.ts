/** One check for each record that was found: what is wrong with its index entries, mended where that is asked for. */

import type { LockName } from '../../queues/values.ts';
import { MirinError } from '../errors.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { readField } from '../transitions/record-keys.ts';
import { MOST_HOLDINGS_PER_CALL, reindexHoldings } from '../transitions/reindex-holdings.ts';
import { reindexIssue } from '../transitions/reindex-issue.ts';
import { reindexLock } from '../transitions/reindex-lock.ts';
import { reindexProcess } from '../transitions/reindex-process.ts';
import { reindexTask } from '../transitions/reindex-task.ts';
import type { FoundRecords, Stray } from './find-records.ts';
import type { IndexFault } from './index-fault.ts';

export interface CheckResult {
  faults: IndexFault[];
  /** False where the record itself is corrupt, which only a person can mend. */
  isMendable: boolean;
}

/** Compares one record anew, in one atomic step: what was found before is only a hint. */
export type RecordCheck = () => Promise<CheckResult>;

type Subject = Omit<IndexFault, 'what'>;

export function checksOf(store: ProjectStore, found: FoundRecords, mend: boolean): RecordCheck[] {
  const { issues, processes, holdings, tasks, locks, strays } = found;
  return [
    ...[...issues].map((issue) => check({ issue }, () => reindexIssue(store, issue, mend))),
    ...[...processes].map(([id, machines]) => check({ processId: id }, () => checkProcess(store, id, machines, mend))),
    ...[...holdings].map(([id, named]) => check({ processId: id }, () => checkHoldings(store, id, named, mend))),
    ...[...tasks].map((taskId) => check({ taskId }, () => reindexTask(store, taskId, mend))),
    ...[...locks].map(([lock, named]) => check({ lock }, () => checkLock(store, lock, named, mend))),
    ...strays.map((stray) => check({}, () => checkStray(store, stray, mend))),
  ];
}

/** A corrupt record is a fault of its own and keeps no other from being checked. */
function check(subject: Subject, faultsOf: () => Promise<readonly (string | IndexFault)[]>): RecordCheck {
  return async () => {
    try {
      const faults = await faultsOf();
      const named = faults.map((fault) => ({ ...subject, ...(typeof fault === 'string' ? { what: fault } : fault) }));
      return { faults: named, isMendable: true };
    } catch (error) {
      if (!(error instanceof MirinError) || error.code !== 'MIRIN_STATE_CORRUPT') throw error;
      return { faults: [{ ...subject, what: error.message }], isMendable: false };
    }
  };
}

/** Against the list of processes, its own machine, and every machine whose set names it. */
async function checkProcess(
  store: ProjectStore,
  processId: string,
  namedBy: ReadonlySet<string>,
  mend: boolean,
): Promise<string[]> {
  const own = await readField(store, store.keys.process(processId).process, 'machine');
  const faults = new Set<string>();
  for (const machineId of new Set([own ?? '', ...namedBy])) {
    for (const fault of await reindexProcess(store, { processId, machineId }, mend)) faults.add(fault);
  }
  return [...faults];
}

async function checkHoldings(
  store: ProjectStore,
  processId: string,
  named: readonly number[],
  mend: boolean,
): Promise<IndexFault[]> {
  const wrong: number[] = [];
  for (let start = 0; start < named.length; start += MOST_HOLDINGS_PER_CALL) {
    const portion = named.slice(start, start + MOST_HOLDINGS_PER_CALL);
    wrong.push(...(await reindexHoldings(store, processId, portion, mend)));
  }
  return wrong.map((issue) => ({ issue, what: `process:${processId}:issues has it wrongly` }));
}

/** Against the list of locks, its lease, its holder, and every process whose set names it. */
async function checkLock(
  store: ProjectStore,
  lock: LockName,
  namedBy: ReadonlySet<string>,
  mend: boolean,
): Promise<string[]> {
  const holder = await readField(store, store.keys.lock(lock).lock, 'processId');
  const faults = new Set<string>();
  for (const processId of new Set([holder ?? '', ...namedBy])) {
    for (const fault of await reindexLock(store, lock, processId, mend)) faults.add(fault);
  }
  return [...faults];
}

/** No transition ever writes such a member, so that taking it out can't cross one. */
async function checkStray(
  { redis }: ProjectStore,
  { key, name, type, member }: Stray,
  mend: boolean,
): Promise<string[]> {
  if (mend) await (type === 'set' ? redis.srem(key, member) : redis.zrem(key, member));
  return [`${name} has ${JSON.stringify(member)}, which is no issue`];
}

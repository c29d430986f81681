/** Finds all that has index entries or should have: by the hashes themselves and by what the indexes name. */

import { projectPrefix } from '../../queues/names.ts';
import { issueNumberSchema, type LockName, STATUSES } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { lockIn } from '../transitions/lease-subject.ts';
import { membersOfSet, membersOfSortedSet, projectKeyNames } from './scan-members.ts';

/** An index whose members are issues. */
interface IssueIndex {
  key: string;
  name: string;
  type: 'set' | 'sorted set';
}

/** A member of an issue index that is no issue number. */
export interface Stray extends IssueIndex {
  member: string;
}

export interface FoundRecords {
  issues: Set<number>;
  /** Process → the machines in whose sets it is; its own is not among them unless it is there. */
  processes: Map<string, Set<string>>;
  /** Process → the issues that its set names. */
  holdings: Map<string, number[]>;
  tasks: Set<string>;
  /** Lock → the processes in whose sets it is; its holder is not among them unless it is there. */
  locks: Map<LockName, Set<string>>;
  strays: Stray[];
}

/** Everything to be checked, as it stood while it was looked for. */
export async function findRecords(store: ProjectStore): Promise<FoundRecords> {
  const found: FoundRecords = {
    issues: new Set(),
    processes: new Map(),
    holdings: new Map(),
    tasks: new Set(),
    locks: new Map(),
    strays: [],
  };
  const { machines, lockers } = await findHashes(store, found);
  await findIssueMembers(store, found);
  await findProcessMembers(store, found, machines);
  const { tasks_wanted, running_tasks } = store.keys.own;
  for await (const task of membersOfSortedSet(store, tasks_wanted)) found.tasks.add(task);
  for await (const task of membersOfSet(store, running_tasks)) found.tasks.add(task);
  await findLockMembers(store, found, lockers);
  return found;
}

/** What has an index of its own, by id. */
interface Indexed {
  machines: Set<string>;
  /** Processes with a set of locks. */
  lockers: Set<string>;
}

/** What the names of keys tell. */
async function findHashes(store: ProjectStore, found: FoundRecords): Promise<Indexed> {
  const indexed: Indexed = { machines: new Set(), lockers: new Set() };
  for await (const name of projectKeyNames(store, projectPrefix(store.keys.project))) {
    const [, kind, id = '', rest = ''] = /^(issue|process|machine|task|lock):([^:]+)(?::(.+))?$/.exec(name) ?? [];
    if (kind === 'issue' && (rest === '' || rest === 'comments')) found.issues.add(Number(id));
    if (kind === 'process') noteProcessKey(found, indexed, id, rest);
    if (kind === 'lock' && rest === '') noteLock(found, id);
    if (kind === 'machine') indexed.machines.add(name.slice('machine:'.length));
    if (kind === 'task' && rest === '') found.tasks.add(id);
  }
  return indexed;
}

function noteProcessKey(found: FoundRecords, { lockers }: Indexed, processId: string, rest: string): void {
  if (rest === '') noteProcess(found, processId);
  if (rest === 'issues') found.holdings.set(processId, []);
  if (rest === 'locks') lockers.add(processId);
}

async function findIssueMembers(store: ProjectStore, found: FoundRecords): Promise<void> {
  for (const index of issueIndexes(store)) {
    for await (const issue of issuesIn(store, index, found)) found.issues.add(issue);
  }
  for (const [processId, issues] of found.holdings) {
    const key = store.keys.process(processId).process_issues;
    const index: IssueIndex = { key, name: `process:${processId}:issues`, type: 'set' };
    for await (const issue of issuesIn(store, index, found)) issues.push(issue);
  }
}

/** The issues among the index's members; named locks are leases too, and all others are noted as strays. */
async function* issuesIn(store: ProjectStore, index: IssueIndex, found: FoundRecords): AsyncGenerator<number> {
  const members = index.type === 'set' ? membersOfSet(store, index.key) : membersOfSortedSet(store, index.key);
  for await (const member of members) {
    const lock = index.name === 'leases' ? lockIn(member) : undefined;
    if (lock !== undefined) noteLock(found, lock);
    else if (isIssueNumber(member)) yield Number(member);
    else found.strays.push({ ...index, member });
  }
}

async function findProcessMembers(store: ProjectStore, found: FoundRecords, machines: Set<string>): Promise<void> {
  for await (const processId of membersOfSortedSet(store, store.keys.own.processes)) noteProcess(found, processId);
  for (const machine of machines) {
    for await (const processId of membersOfSet(store, store.keys.machine(machine))) {
      noteProcess(found, processId).add(machine);
    }
  }
}

async function findLockMembers(store: ProjectStore, found: FoundRecords, lockers: Set<string>): Promise<void> {
  for await (const lock of membersOfSortedSet(store, store.keys.own.locks)) noteLock(found, lock);
  for (const processId of lockers) {
    for await (const lock of membersOfSet(store, store.keys.process(processId).process_locks)) {
      noteLock(found, lock).add(processId);
    }
  }
}

function noteLock({ locks }: FoundRecords, name: string): Set<string> {
  const lock = name as LockName;
  const known = locks.get(lock) ?? new Set();
  locks.set(lock, known);
  return known;
}

function noteProcess({ processes }: FoundRecords, processId: string): Set<string> {
  const known = processes.get(processId) ?? new Set();
  processes.set(processId, known);
  return known;
}

function issueIndexes({ keys }: ProjectStore): IssueIndex[] {
  const sorted = {
    issues: keys.own.issues,
    leases: keys.own.leases,
    'labels:dirty': keys.own.labels_dirty,
    'comments:wanted': keys.own.comments_wanted,
  };
  const plain = { processing_issues: keys.own.processing_issues, processed_issues: keys.own.processed_issues };
  return [
    ...Object.entries(sorted).map(([name, key]) => ({ name, key, type: 'sorted set' as const })),
    ...STATUSES.map((status) => ({
      name: `issues:${status}`,
      key: keys.statusIndex(status),
      type: 'sorted set' as const,
    })),
    ...Object.entries(plain).map(([name, key]) => ({ name, key, type: 'set' as const })),
  ];
}

const isIssueNumber = (member: string): boolean =>
  /^[1-9]\d*$/.test(member) && issueNumberSchema.safeParse(Number(member)).success;

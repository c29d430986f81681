/** Finds all that has index entries or should have: by the hashes themselves and by what the indexes name. */

import { projectPrefix } from '../../queues/names.ts';
import { issueNumberSchema, STATUSES } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
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
  strays: Stray[];
}

/** Everything to be checked, as it stood while it was looked for. */
export async function findRecords(store: ProjectStore): Promise<FoundRecords> {
  const found: FoundRecords = {
    issues: new Set(),
    processes: new Map(),
    holdings: new Map(),
    tasks: new Set(),
    strays: [],
  };
  const machines = await findHashes(store, found);
  await findIssueMembers(store, found);
  await findProcessMembers(store, found, machines);
  const { tasks_wanted, running_tasks } = store.keys.own;
  for await (const task of membersOfSortedSet(store, tasks_wanted)) found.tasks.add(task);
  for await (const task of membersOfSet(store, running_tasks)) found.tasks.add(task);
  return found;
}

/** What the names of keys tell; the ids of machines are returned. */
async function findHashes(store: ProjectStore, found: FoundRecords): Promise<Set<string>> {
  const machines = new Set<string>();
  for await (const name of projectKeyNames(store, projectPrefix(store.keys.project))) {
    const [, kind, id = '', rest = ''] = /^(issue|process|machine|task):([^:]+)(?::(.+))?$/.exec(name) ?? [];
    if (kind === 'issue' && (rest === '' || rest === 'comments')) found.issues.add(Number(id));
    if (kind === 'process' && rest === '') noteProcess(found, id);
    if (kind === 'process' && rest === 'issues') found.holdings.set(id, []);
    if (kind === 'machine') machines.add(name.slice('machine:'.length));
    if (kind === 'task' && rest === '') found.tasks.add(id);
  }
  return machines;
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

/** The issues among the index's members; the others are noted as strays. */
async function* issuesIn(store: ProjectStore, index: IssueIndex, { strays }: FoundRecords): AsyncGenerator<number> {
  const members = index.type === 'set' ? membersOfSet(store, index.key) : membersOfSortedSet(store, index.key);
  for await (const member of members) {
    if (isIssueNumber(member)) yield Number(member);
    else if (!isLock(index, member)) strays.push({ ...index, member });
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

/** Named locks are leases too. */
const isLock = ({ name }: IssueIndex, member: string): boolean => name === 'leases' && member.startsWith('lock:');

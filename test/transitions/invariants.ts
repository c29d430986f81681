/** What must hold of a project's keys whatever happened: every index is a function of the hashes. */

import type { LockName } from '../../queues/values.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { reindexIssue } from '../../src/transitions/reindex-issue.ts';
import { reindexLock } from '../../src/transitions/reindex-lock.ts';
import { dumpProject, type ProjectDump } from '../support/project-dump.ts';

/** What is wrong with the project's indexes, in words; empty when all is well. */
export async function indexFaults(store: ProjectStore): Promise<string[]> {
  const dump = await dumpProject(store.redis, store.keys.project);
  const perIssue = await Promise.all(
    issuesIn(dump).map(async (issue) =>
      (await reindexIssue(store, issue, false)).map((fault) => `#${issue}: ${fault}`),
    ),
  );
  const perLock = await Promise.all(
    locksIn(dump).map(async ([lock, holder]) =>
      (await reindexLock(store, lock as LockName, holder, false)).map((fault) => `${lock}: ${fault}`),
    ),
  );
  return [...perIssue.flat(), ...perLock.flat(), ...holderFaults(dump), ...taskFaults(dump), ...fenceFaults(dump)];
}

type Hash = Record<string, string>;

/** Every issue that a hash or an index names. */
function issuesIn(dump: ProjectDump): number[] {
  const named = Object.entries(dump).flatMap(([key, value]) => {
    const ofHash = /^issue:(\d+)$/.exec(key)?.[1];
    if (ofHash !== undefined) return [ofHash];
    const isIndex =
      /^(issues(:.*)?|processing_issues|processed_issues|leases|labels:dirty|comments:wanted|process:.*:issues)$/.test(
        key,
      );
    const members = Array.isArray(value) ? (value as string[]) : Object.keys(value as Hash);
    return isIndex ? members.filter((member) => /^\d+$/.test(member)) : [];
  });
  return [...new Set(named.map(Number))];
}

/** Every lock that a hash or an index names, with each process that holds it or is said to. */
function locksIn(dump: ProjectDump): [lock: string, holder: string][] {
  return Object.entries(dump).flatMap(([key, value]): [string, string][] => {
    const [, lock] = /^lock:([^:]+)$/.exec(key) ?? [];
    if (lock !== undefined) return [[lock, (value as Hash)['processId'] ?? '']];
    const [, holder] = /^process:([^:]+):locks$/.exec(key) ?? [];
    if (holder !== undefined) return (value as string[]).map((name) => [name, holder]);
    if (key === 'locks') return Object.keys(value as Hash).map((name) => [name, '']);
    const ofLocks = key === 'leases' ? Object.keys(value as Hash).filter((name) => name.startsWith('lock:')) : [];
    return ofLocks.map((name) => [name.slice('lock:'.length), '']);
  });
}

/** A process's set holds what the issues say that it holds, and a checkpoint belongs to a lease. */
function holderFaults(dump: ProjectDump): string[] {
  return Object.entries(dump).flatMap(([key, value]) => {
    const [, processId, what] = /^process:([^:]+):(issues|checkpoints)$/.exec(key) ?? [];
    if (processId === undefined) return [];
    const issues = what === 'issues' ? (value as string[]) : Object.keys(value as Hash);
    const wrong = issues.filter((issue) => hash(dump, `issue:${issue}`)['processId'] !== processId);
    return wrong.map((issue) => `${key} has #${issue}, which it does not hold`);
  });
}

/** Waiting tasks are wanted, running ones are in the set of the running, and their issue is being worked on. */
function taskFaults(dump: ProjectDump): string[] {
  const wanted = new Set(Object.keys(hash(dump, 'tasks:wanted')));
  const running = new Set((dump['running_tasks'] as string[] | undefined) ?? []);
  return Object.entries(dump).flatMap(([key, value]) => {
    const id = /^task:(.+)$/.exec(key)?.[1];
    if (id === undefined) return [];
    const { state, issue } = value as Hash;
    const faults: string[] = [];
    if (wanted.has(id) !== (state === 'waiting')) faults.push(`${key} is ${state}, and wanted: ${wanted.has(id)}`);
    if (running.has(id) !== (state === 'running')) faults.push(`${key} is ${state}, and running: ${running.has(id)}`);
    const isWorkedOn = hash(dump, `issue:${issue}`)['status'] === 'processing';
    if (state === 'running' && !isWorkedOn) faults.push(`${key} runs, but nobody holds #${issue}`);
    return faults;
  });
}

/** No issue bears a fence above the highest one. */
function fenceFaults(dump: ProjectDump): string[] {
  const highest = BigInt((dump['fence'] as string | undefined) ?? '0');
  const fences = Object.entries(dump).filter(([key]) => /^issue:\d+$/.test(key));
  return fences
    .filter(([, value]) => BigInt((value as Hash)['fence'] ?? '0') > highest)
    .map(([key]) => `${key} bears a fence above the highest, ${highest}`);
}

const hash = (dump: ProjectDump, key: string): Hash => (dump[key] as Hash | undefined) ?? {};

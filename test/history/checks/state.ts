/** Checks what Redis holds in the end: the state is what the events led to, indexes equal it, every key is the project's own. */

import type { EventRecord } from '../../../src/store/event-record.ts';
import { grouped } from '../grouped.ts';
import type { History } from '../history.ts';
import type { Violation } from '../violation.ts';

export function checkState(history: History): Violation[] {
  const changes = history.events.filter(({ version }) => version !== undefined);
  return [...grouped(changes, ({ issue = 0 }) => issue)].flatMap(([issue, own]) => [
    ...checkChain(issue, own),
    ...checkLast(history, issue, own.at(-1)),
  ]);
}

/** Each change begins where the one before it ended. */
function checkChain(issue: number, changes: readonly EventRecord[]): Violation[] {
  return changes.flatMap(({ from, version, type, id }, index): Violation[] => {
    const before = changes[index - 1];
    if (from === before?.to && version === index + 1) return [];
    const what = `${type} led from ${from} to version ${version}, after ${before?.to} at version ${before?.version}`;
    return [{ invariant: 'state-follows', what, issue, events: [id] }];
  });
}

function checkLast({ issues }: History, issue: number, last: EventRecord | undefined): Violation[] {
  const { status, version, processId } = issues[issue] ?? {};
  const holder = last?.to === 'processing' ? last.processId : undefined;
  if (status === last?.to && Number(version) === last?.version && processId === holder) return [];
  const what = `it is ${status} at version ${version}, held by ${processId}; its last event says ${JSON.stringify(last)}`;
  return [{ invariant: 'state-follows', what, issue }];
}

export const checkIndexes = ({ indexFaults }: History): Violation[] =>
  indexFaults.map((what) => ({ invariant: 'indexes-equal', what }));

/** Below the project's prefix, every process and request is of this history: their names begin with its own. */
export function checkKeys({ keys, project, clients }: History): Violation[] {
  const names = new Set(Object.keys(clients));
  const strange = keys.filter((key) => {
    if (!key.startsWith(`mirin:{${project}}:`)) return true;
    const [, name] = /:(?:process|heartbeat):([^:~]+)~/.exec(key) ?? [];
    return name !== undefined && !names.has(name);
  });
  return strange.map((key) => ({ invariant: 'own-keys', what: `${key} is no key of ${project}` }));
}

/** Keys of a Redis that belong neither to one of these projects nor to what all projects share. */
export const keysOfNobody = (keys: readonly string[], projects: readonly string[]): string[] => {
  const prefixes = ['{mirin}:', ...projects.map((project) => `mirin:{${project}}:`)];
  return keys.filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)));
};

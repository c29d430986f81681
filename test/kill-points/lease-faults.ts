/** Holds the events of a project against the stored outcomes: what must not have happened, whoever died when. */

import type { Outcome } from '../../queues/outcomes.ts';
import type { RequestId } from '../../queues/values.ts';
import { type EventRecord, eventRecord } from '../../src/store/event-record.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { projectKeyNames } from '../support/project-dump.ts';

const BEGINS = new Set(['checkout.granted', 'task.claimed']);
const ENDS = new Set(['checkin.committed', 'checkout.abandoned', 'orphan.repaired', 'issue.released']);
const REQUEST = 'request:';

/** What is wrong, in words: leases beside each other, fences that fell, deaths and effects that came twice. */
export async function leaseFaults(store: ProjectStore): Promise<string[]> {
  const events = await allEvents(store);
  const outcomes = await allOutcomes(store);
  return [
    ...overlaps(events),
    ...fallenFences(events),
    ...repeatedDeaths(events),
    ...effectsBesideOutcomes(events, outcomes),
  ];
}

async function allEvents({ redis, keys }: ProjectStore): Promise<EventRecord[]> {
  return (await redis.xrange(keys.own.events, '-', '+')).map((entry) => eventRecord(keys.own.events, entry));
}

async function allOutcomes(store: ProjectStore): Promise<Outcome[]> {
  const names = await projectKeyNames(store.redis, store.keys.project);
  const ids = names.filter((name) => name.startsWith(REQUEST)).map((name) => name.slice(REQUEST.length) as RequestId);
  const outcomes = await Promise.all(ids.map((id) => readOutcome(store, id)));
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** Each lease ends once, before the issue's next one begins. */
function overlaps(events: readonly EventRecord[]): string[] {
  const current = new Map<number, string>();
  return events.flatMap(({ type, issue = 0, fence = '' }): string[] => {
    const held = current.get(issue);
    if (BEGINS.has(type)) {
      current.set(issue, fence);
      return held === undefined ? [] : [`#${issue} was given away under ${fence} while ${held} was current`];
    }
    if (!ENDS.has(type)) return [];
    current.delete(issue);
    return held === fence ? [] : [`${type} of #${issue} under ${fence} while ${held ?? 'none'} was current`];
  });
}

function fallenFences(events: readonly EventRecord[]): string[] {
  const fences = events.filter(({ type }) => BEGINS.has(type)).map(({ fence = '0' }) => BigInt(fence));
  return fences.flatMap((fence, index) =>
    index > 0 && fence <= (fences[index - 1] ?? 0n) ? [`fence ${fence} after ${fences[index - 1]}`] : [],
  );
}

function repeatedDeaths(events: readonly EventRecord[]): string[] {
  const dead = events.filter(({ type }) => type === 'process.dead').map(({ processId }) => processId);
  return dead.filter((id, index) => dead.indexOf(id) !== index).map((id) => `${id} died twice`);
}

/** Every effect of a request has its one outcome, and every outcome its effect. */
function effectsBesideOutcomes(events: readonly EventRecord[], outcomes: readonly Outcome[]): string[] {
  const of = (type: string): EventRecord[] => events.filter((event) => event.type === type);
  const takenBack = new Set(of('checkout.abandoned').map(({ fence }) => fence));
  const granted = of('checkout.granted').map(({ fence }) => fence);
  return [
    ...difference(
      'granted under fence',
      granted.filter((fence) => !takenBack.has(fence)),
      outcomes.flatMap((outcome) => (outcome.outcome === 'granted' ? [outcome.fence] : [])),
    ),
    ...difference(
      'committed as version',
      of('checkin.committed').map(({ version }) => version),
      outcomes.flatMap((outcome) => (outcome.outcome === 'committed' ? [outcome.version] : [])),
    ),
  ];
}

function difference(what: string, happened: readonly unknown[], answered: readonly unknown[]): string[] {
  const [left, right] = [happened, answered].map((values) => values.map(String).toSorted().join(', '));
  return left === right ? [] : [`${what}: happened ${left}; answered ${right}`];
}

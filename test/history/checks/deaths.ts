/** Checks who was called dead, and how often: nobody who was heard, and each death once. */

import type { EventRecord } from '../../../src/store/event-record.ts';
import { grouped } from '../grouped.ts';
import { clientOf, type History } from '../history.ts';
import type { LeaseLife } from '../lease-lives.ts';
import type { Violation } from '../violation.ts';

/** Nobody is repaired, or called dead, before it was silent for as long as a lease lives: unless it was gone. */
export function checkLiving(history: History, leases: readonly LeaseLife[]): Violation[] {
  const repairs = leases.flatMap((lease) =>
    lease.ended?.type === 'orphan.repaired' ? judge(history, lease.ended, lastHeard(history, [lease])) : [],
  );
  const deaths = history.events.filter(({ type }) => type === 'process.dead');
  return [
    ...repairs,
    ...deaths.flatMap((event) => {
      const own = leases.filter(({ processId, began }) => processId === event.processId && began.atMs <= event.atMs);
      return judge(history, event, lastHeard(history, own));
    }),
  ];
}

/** When Redis last heard of these leases from their holder: their grants and the beats that named them. */
function lastHeard({ beats }: History, leases: readonly LeaseLife[]): number {
  const fences = new Set(leases.map(({ fence }) => fence));
  const sent = beats.filter(({ fence }) => fences.has(fence)).map(({ sentMs }) => sentMs);
  return Math.max(0, ...sent, ...leases.map(({ began }) => began.atMs));
}

function judge(history: History, event: EventRecord, heardMs: number): Violation[] {
  const { processId = '', atMs, cause, issue, fence, id } = event;
  const { clockErrorMs } = history;
  const life = clientOf(history, processId);
  if (life?.gone !== undefined && life.gone.fromMs <= atMs + clockErrorMs) return [];
  const say = (why: string): Violation[] => [
    {
      invariant: 'beating-lives',
      what: `${event.type} of ${processId} at ${atMs}: ${why}`,
      issue,
      fence,
      events: [id],
    },
  ];
  if (cause === 'dead') return say('its pid was called gone, but it lived');
  const untilMs = shieldedUntil(history, heardMs);
  return heardMs > 0 && atMs + clockErrorMs < untilMs ? say(`it was heard at ${heardMs}, good until ${untilMs}`) : [];
}

/** A lease lives for its TTL; one that Redis's own silence cut off, until one TTL after that. */
export function shieldedUntil({ faults, rules, clockErrorMs }: History, heardMs: number): number {
  const ttlMs = rules.heartbeatTtlMs;
  const endMs = heardMs + ttlMs;
  const gaps = faults.filter(
    ({ of, fromMs, untilMs }) =>
      of === 'redis' && fromMs > heardMs && fromMs < endMs - clockErrorMs && (untilMs - fromMs) * 3 > ttlMs,
  );
  return Math.max(endMs, ...gaps.map(({ untilMs }) => untilMs + ttlMs));
}

/** A process dies once; what issues remember of deaths, and the runs of their tasks, are what the events led to. */
export function checkCounts(history: History): Violation[] {
  const deaths = history.events.filter(({ type }) => type === 'process.dead');
  const again = deaths.filter(
    (death, index) => deaths.findIndex((other) => other.processId === death.processId) < index,
  );
  return [
    ...again.map(
      ({ processId, id }): Violation => ({
        invariant: 'one-death',
        what: `${processId} died again`,
        events: [id],
      }),
    ),
    ...[...grouped(history.events, ({ issue = 0 }) => issue)].flatMap(([issue, events]) =>
      issue === 0 ? [] : [...checkOrphanings(history, issue, events), ...checkRuns(history, issue, events)],
    ),
  ];
}

function checkOrphanings({ issues, rules }: History, issue: number, events: readonly EventRecord[]): Violation[] {
  const violations: Violation[] = [];
  let count = 0;
  for (const { type, to, isCounted = false, id } of events) {
    const isForgiven = type === 'checkin.committed' && (to === 'completed' || to === 'awaiting-response');
    if (isForgiven || type === 'quarantine.released' || type === 'issue.reset') count = 0;
    if (isCounted) count += 1;
    if (to !== 'quarantined' || count >= rules.maxOrphanings) continue;
    violations.push({ invariant: 'one-death', what: `quarantined after ${count} deaths`, issue, events: [id] });
  }
  const stored = (issues[issue]?.['orphanings'] ?? '').split(',').filter((at) => at !== '').length;
  if (stored === count) return violations;
  return [
    ...violations,
    { invariant: 'one-death', what: `${stored} deaths are counted, and ${count} took place`, issue },
  ];
}

/** Follows the issue's task: each repair and each hand-back of a running one lets it wait under the next run. */
function checkRuns({ tasks }: History, issue: number, events: readonly EventRecord[]): Violation[] {
  let [state, run] = ['none', 0];
  for (const event of events) {
    const isRunning = state === 'running';
    if (wantsTask(event) || (isRunning && handsBack(event))) [state, run] = ['waiting', run + 1];
    else if (event.to === 'processing' && state === 'waiting') state = 'running';
    else if (isRunning && endsTask(event)) state = 'done';
  }
  const stored = tasks[issue] ?? {};
  if ((stored['state'] ?? 'none') === state && Number(stored['run'] ?? 0) === run) return [];
  const what = `its task is ${stored['state']} in run ${stored['run']}, but the events led to ${state} in run ${run}`;
  return [{ invariant: 'one-death', what, issue }];
}

const wantsTask = ({ type, to }: EventRecord): boolean =>
  (type === 'orphan.repaired' && to === 'pending') || type === 'quarantine.released';

const handsBack = ({ type, to }: EventRecord): boolean =>
  type === 'checkout.abandoned' || type === 'issue.released' || (type === 'checkin.committed' && to === 'pending');

const endsTask = ({ type, to }: EventRecord): boolean => type === 'checkin.committed' || to === 'quarantined';

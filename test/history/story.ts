/** Makes up a history step by step, as Mirin would have led to it: what the checker's own tests bend. */

import type { EventRecord } from '../../src/store/event-record.ts';
import { shown } from './answers.ts';
import type { AcceptedRequest, Beat, Call, CallEnd, ClientLife, Fault, History, Rules } from './history.ts';

type Fields = Record<string, string>;
type Told = Extract<CallEnd, { how: 'answered' }>;

export const RULES: Rules = {
  heartbeatTtlMs: 10_000,
  probeEveryMs: 500,
  scanEveryMs: 1_000,
  hungGraceMs: 1_000,
  maxOrphanings: 2,
  repairMs: 2_000,
};

/** Every step takes so long; a call is answered half a step after it was made. */
const STEP_MS = 100;

export class Story {
  readonly events: EventRecord[] = [];
  readonly calls: Call[] = [];
  readonly beats: Beat[] = [];
  readonly accepted: AcceptedRequest[] = [];
  readonly published: [string, string][] = [];
  readonly stored: Fields = {};
  readonly clients: Record<string, ClientLife> = {};
  readonly faults: Fault[] = [];
  readonly issues: Record<string, Fields> = {};
  readonly tasks: Record<string, Fields> = {};
  readonly deadlines: Record<string, number> = {};
  nowMs = 1_000_000;
  #requests = 0;
  #fence = 1_000;

  /** Time goes by. */
  pass(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  client(name: string, liveness: ClientLife['liveness'] = 'beat'): string {
    this.clients[name] ??= { liveness };
    return `${name}~abcdefgh`;
  }

  kill(name: string): this {
    this.clients[name] = { liveness: 'beat', gone: { fromMs: this.nowMs, byMs: this.nowMs } };
    return this;
  }

  /** A checkout that is granted; the fence of its lease. */
  take(name: string, issue: number): string {
    const fence = String((this.#fence += 1));
    const processId = this.client(name);
    this.change(issue, 'processing', { type: 'checkout.granted', processId, fence } as Partial<EventRecord>);
    this.issues[issue] = { ...this.issues[issue], processId, fence };
    this.deadlines[issue] = this.nowMs + RULES.heartbeatTtlMs;
    if (this.tasks[issue]?.['state'] === 'waiting') this.tasks[issue]['state'] = 'running';
    const text = ['granted', fence, String(this.deadlines[issue]), '10000', '1', '', '', '', '', ''];
    this.request('checkout', processId, issue, text);
    return fence;
  }

  /** A checkout that is refused; the id of its request. */
  refuse(name: string, issue: number, outcome: readonly string[] = ['completed']): string {
    return this.request('checkout', this.client(name), issue, outcome);
  }

  beat(issue: number): this {
    const { processId = '', fence = '' } = this.issues[issue] ?? {};
    this.beats.push({ processId, fence, issue, sentMs: this.nowMs, ackedMs: this.nowMs + 1 });
    this.deadlines[issue] = this.nowMs + RULES.heartbeatTtlMs;
    return this.pass(STEP_MS);
  }

  handBack(issue: number, status: 'pending' | 'completed' | 'error'): string {
    const { processId = '', fence = '' } = this.issues[issue] ?? {};
    const version = this.change(issue, status, { type: 'checkin.committed', processId, fence } as Partial<EventRecord>);
    this.#endLease(issue);
    if (status === 'completed' && this.issues[issue]) delete this.issues[issue]['orphanings'];
    const task = this.tasks[issue];
    if (task?.['state'] === 'running') task['state'] = 'done';
    return this.request('checkin', processId, issue, ['committed', String(version)], fence);
  }

  repair(issue: number, cause: 'dead' | 'hung' | 'expired' = 'dead'): this {
    const { processId = '', fence = '', orphanings } = this.issues[issue] ?? {};
    const deadlineMs = this.deadlines[issue] ?? 0;
    this.note({ type: 'process.dead', processId } as Partial<EventRecord>);
    const about = { type: 'orphan.repaired', processId, fence, cause, isCounted: true, deadlineMs };
    this.change(issue, 'pending', about as Partial<EventRecord>);
    this.#endLease(issue);
    this.issues[issue] = {
      ...this.issues[issue],
      orphanings: [...(orphanings?.split(',') ?? []), this.nowMs].join(','),
    };
    this.tasks[issue] = { state: 'waiting', run: String(Number(this.tasks[issue]?.['run'] ?? 0) + 1) };
    return this;
  }

  /** Writes an event. */
  note(event: Partial<EventRecord>): EventRecord {
    this.pass(STEP_MS);
    const noted = { id: `${this.nowMs}-0`, atMs: this.nowMs, ...event } as EventRecord;
    this.events.push(noted);
    return noted;
  }

  /** Changes the status of an issue; its new version. */
  change(issue: number, to: NonNullable<EventRecord['to']>, event: Partial<EventRecord>): number {
    const { status: from, version: before = '0' } = this.issues[issue] ?? {};
    const version = Number(before) + 1;
    this.note({ issue, ...(from !== undefined && { from: from as typeof to }), to, version, ...event });
    this.issues[issue] = { ...this.issues[issue], status: to, version: String(version) };
    return version;
  }

  /** A request that was called for, accepted and answered, all around this moment; its id. */
  request(
    kind: 'checkout' | 'checkin',
    processId: string,
    issue: number,
    outcome: readonly string[],
    fence = '',
  ): string {
    const requestId = `request-${(this.#requests += 1)}`;
    this.accepted.push({ requestId, kind, issue, processId, ...(fence !== '' && { fence }) });
    this.published.push([requestId, JSON.stringify(outcome)]);
    this.stored[requestId] = JSON.stringify(outcome);
    const end: Told = { how: 'answered', atMs: this.nowMs + STEP_MS / 2, outcome: shown(JSON.stringify(outcome)) };
    this.calls.push({
      deed: kind,
      processId,
      requestId,
      issue,
      ...(fence !== '' && { fence }),
      content: JSON.stringify({ issue }),
      invokedMs: this.nowMs - STEP_MS / 2,
      end,
    });
    this.pass(STEP_MS);
    return requestId;
  }

  /** The history up to now, with what a test puts in the place of its parts. */
  tell(over: Partial<History> = {}): History {
    const { events, calls, beats, accepted, published, stored, clients, faults, issues, tasks, deadlines } = this;
    const gauged = [{ fromMs: this.nowMs - 1_000, untilMs: this.nowMs }];
    const parts = {
      events,
      calls,
      beats,
      accepted,
      published,
      stored,
      clients,
      faults,
      issues,
      tasks,
      deadlines,
      gauged,
    };
    const keys = ['mirin:{acme/widgets}:issues', 'mirin:{acme/widgets}:process:alice~abcdefgh'];
    const whole = { seed: 1, project: 'acme/widgets', rules: RULES, clockErrorMs: 10, indexFaults: [], keys };
    return { ...whole, ...parts, endedMs: this.nowMs, ...over };
  }

  #endLease(issue: number): void {
    delete this.issues[issue]?.['processId'];
    delete this.deadlines[issue];
  }
}

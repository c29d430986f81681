/** A recorded history: all that happened to one project, from its clients' calls to what Redis holds in the end. */

import type { EventRecord } from '../../src/store/event-record.ts';
import type { CallSubject } from './record.ts';

/** All times are ms of Redis's clock; those of processes may be off from it by `clockErrorMs`. */
export interface History {
  readonly seed: number;
  readonly project: string;
  readonly rules: Rules;
  readonly clockErrorMs: number;
  readonly calls: readonly Call[];
  readonly beats: readonly Beat[];
  /** The programs that were clients, by the name under which they registered. */
  readonly clients: Readonly<Record<string, ClientLife>>;
  readonly faults: readonly Fault[];
  /** Repairs of nothing, made all the while: what enqueueing, taking and running one took just then. */
  readonly gauged: readonly Span[];
  /** `P:events`, whole and in order: what took effect, and when. */
  readonly events: readonly EventRecord[];
  /** Every request that came into the queue, once for each time that it came. */
  readonly accepted: readonly AcceptedRequest[];
  /** Outcomes as they were published: the request's id and the text. */
  readonly published: readonly (readonly [requestId: string, text: string])[];
  /** Outcomes as they are stored in the end, by request id, without the fingerprint. */
  readonly stored: Readonly<Record<string, string>>;
  /** The hashes of issues and of their tasks in the end, by issue. */
  readonly issues: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tasks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The deadlines of the leases that are left, by issue. */
  readonly deadlines: Readonly<Record<string, number>>;
  /** What `mirin verify` says. */
  readonly indexFaults: readonly string[];
  /** The names of all keys of the project. */
  readonly keys: readonly string[];
  readonly endedMs: number;
}

/** The settings that decide how soon a death is repaired (docs/guarantees.md). */
export interface Rules {
  readonly heartbeatTtlMs: number;
  readonly probeEveryMs: number;
  readonly scanEveryMs: number;
  readonly hungGraceMs: number;
  readonly maxOrphanings: number;
  /** The least R: time that the repair itself may always take. */
  readonly repairMs: number;
}

/** `gave-up`: an error came instead of an answer · `unknown`: the client ended before either. */
export type CallEnd =
  | { how: 'answered'; atMs: number; outcome: string }
  | { how: 'gave-up'; atMs: number; code: string; message: string; isSettled: boolean }
  | { how: 'unknown' };

export interface Call extends Omit<CallSubject, 'project'> {
  readonly invokedMs: number;
  readonly end: CallEnd;
}

/** A heartbeat that Redis took, for one lease: when it was sent and when the answer came. */
export interface Beat {
  readonly processId: string;
  readonly issue: number;
  readonly fence: string;
  readonly sentMs: number;
  readonly ackedMs: number;
}

export interface ClientLife {
  readonly liveness: 'beat' | 'ttl';
  /** Between when and when it ended, however it did; undefined while it lives. */
  readonly gone?: { readonly fromMs: number; readonly byMs: number };
}

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** `redis`: it did not answer from then until then · `worker`: one was killed or stopped for that time. */
export interface Fault extends Span {
  readonly of: 'redis' | 'worker';
}

export interface AcceptedRequest {
  readonly requestId: string;
  readonly kind: 'checkout' | 'checkin';
  readonly issue: number;
  readonly processId: string;
  /** Of a checkin. */
  readonly fence?: string;
}

/** The program behind a process id: it chose the part before the `~`. */
export const clientOf = ({ clients }: History, processId: string): ClientLife | undefined =>
  clients[processId.slice(0, processId.indexOf('~'))];

/** Keeps the leases of a program alive through its heartbeat thread, and says when one is lost. */

import type { CheckinOutcome } from '../../queues/outcomes.ts';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { leaseName, type LeaseSubject, type NumberedLease, subjectOf } from '../transitions/lease-subject.ts';
import type { CancelledError } from '../errors.ts';
import type { ReleaseLockOutcome } from '../transitions/lock-release.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import { HeartbeatLink } from './heartbeat-link.ts';
import type { FromThread, HeartbeatOptions, KeptLease } from './heartbeat-messages.ts';
import { HeldLease } from './held-lease.ts';
import { momentNow, type RedisClock } from './redis-clock.ts';

/** How often trust is checked: often enough for the shortest margin. */
const CHECK_EVERY_MS = 250;

export interface KeeperOptions extends HeartbeatOptions {
  marginMs: number;
  clock: RedisClock;
  on: KeeperListener;
}

export interface KeeperListener {
  lost(subject: LeaseSubject, reason: string): void;
  /** Redis counts the issue as this process's, but nobody here named it in two beats: it is left to run out. */
  unlisted(issue: number): void;
  /** Beats fail; told once for each reason until one comes through again. */
  fault(message: string): void;
  /** A beat came through again. */
  resumed(): void;
  /** The holder of a watched lease has left no checkpoint for too long; reported, not repaired. */
  stuck(issue: number): void;
  /** An operator ordered something, in JSON. */
  ordered(json: string): void;
  /** Redis says that this id is dead; every lease is lost already. */
  ended(processId: ProcessId): void;
}

export class LeaseKeeper {
  readonly #options: KeeperOptions;
  readonly #held = new Map<string, HeldLease>();
  readonly #link: HeartbeatLink;
  readonly #checker: NodeJS.Timeout;
  /** How many beats in a row Redis has counted each of these issues as this process's, though nobody named it. */
  #unlisted: ReadonlyMap<number, number> = new Map();
  #record: ProcessRecord;
  #isStopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#record = options.record;
    const { redisUrl, project, everyMs, progressDeadlineMs, record, clockId } = options;
    this.#link = new HeartbeatLink(
      { redisUrl, project, everyMs, progressDeadlineMs, record, clockId },
      {
        message: (message) => this.#take(message),
        failed: (reason) => options.on.fault(`the heartbeat thread failed: ${reason}`),
        startedAgain: () => this.#keepAll(),
      },
    );
    this.#checker = setInterval(() => this.#checkTrust(), CHECK_EVERY_MS).unref();
  }

  /**
   * Keeps a lease alive from now on; its signal aborts when it is lost or can't be trusted any more. A lease that is
   * held already keeps its signal. One that was granted to a former id of the process is lost from the start.
   */
  hold(lease: KeptLease, processId: ProcessId, expiresAtMs: number): HeldLease {
    const key = keyOf(lease);
    const held =
      this.#held.get(key) ?? new HeldLease(lease, (reason) => this.#options.on.lost(subjectOf(lease), reason));
    const remainingMs = Math.min(expiresAtMs - this.#options.clock.latestMs, this.#record.ttlMs);
    const trustMs = remainingMs - this.#options.marginMs;
    // The answer to a repeated request tells the first deadline, which beats have moved on since.
    if (trustMs > held.trustedForMs) held.trust(momentNow(), trustMs);
    this.#held.set(key, held);
    if (this.#isStopped) this.#lose(key, 'its client was closed');
    else if (processId !== this.#record.processId) this.#lose(key, 'its process was declared dead');
    else this.#link.post({ type: 'keep', lease });
    return held;
  }

  /** For how much longer the lease can be trusted, in ms; 0 when it is not held. */
  trustedForMs(lease: NumberedLease): number {
    return this.#held.get(keyOf(lease))?.trustedForMs ?? 0;
  }

  /** Renews the lease no more; its signal stays as it is. */
  letGo(lease: NumberedLease): void {
    this.#letGo(keyOf(lease));
  }

  /** Reports the lease as stuck when it has no checkpoint for `progressDeadlineMs`, from now on. */
  watchProgress(issue: number, fence: Fence): void {
    const held = this.#held.get(keyOf({ issue, fence }));
    if (held === undefined) return;
    held.isWatched = true;
    this.#link.post({ type: 'watch', issue, fence });
  }

  checkpoint(issue: number, fence: Fence, json: string): void {
    const held = this.#held.get(keyOf({ issue, fence }));
    if (held === undefined) return;
    held.checkpoint = json;
    this.#link.post({ type: 'checkpoint', issue, fence, json });
  }

  /** Sends a checkin of the lease, and keeps it no longer than what came of that allows. */
  async checkin(issue: number, fence: Fence, send: () => Promise<CheckinOutcome>): Promise<CheckinOutcome> {
    const key = keyOf({ issue, fence });
    const held = this.#held.get(key);
    const outcome = held === undefined ? await send() : await held.whileEnding(send, endsInOrder);
    if (endsInOrder(outcome)) this.#letGo(key);
    if (outcome.outcome === 'superseded' || outcome.outcome === 'not-held') this.#lose(key, 'it is no longer current');
    return outcome;
  }

  /** Gives a named lock back; one that is not this lease's any more is lost. */
  async release(lock: NumberedLease, send: () => Promise<ReleaseLockOutcome>): Promise<ReleaseLockOutcome> {
    const key = keyOf(lock);
    const held = this.#held.get(key);
    const outcome = held === undefined ? await send() : await held.whileEnding(send, isReleased);
    if (isReleased(outcome)) this.#letGo(key);
    else this.#lose(key, 'it is no longer current');
    return outcome;
  }

  /** Tells whoever works on this issue, or on any, to stop; the leases are still held. */
  cancel(issue: number | undefined, errorFor: (issue: number) => CancelledError): number[] {
    const meant = [...this.#held.values()].flatMap(({ kept }) => ('issue' in kept ? [kept] : []));
    const cancelled = meant.filter((kept) => issue === undefined || kept.issue === issue);
    for (const kept of cancelled) this.#held.get(keyOf(kept))?.cancel(errorFor(kept.issue));
    return cancelled.map((kept) => kept.issue);
  }

  /** Goes on under a new process id; whatever was held under the old one is lost. */
  become(record: ProcessRecord): void {
    this.#record = record;
    this.#loseAll('its process was declared dead');
    this.#link.post({ type: 'become', record });
  }

  /** Beats no more; whoever still works under a lease hears of it by its signal. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#checker);
    for (const held of this.#held.values()) held.abort('its client was closed');
    this.#held.clear();
    await this.#link.stop();
  }

  #keepAll(): void {
    for (const { kept, checkpoint: json, isWatched } of this.#held.values()) {
      this.#link.post({ type: 'keep', lease: kept });
      if ('lock' in kept) continue;
      const { issue, fence } = kept;
      if (isWatched) this.#link.post({ type: 'watch', issue, fence });
      if (json !== undefined) this.#link.post({ type: 'checkpoint', issue, fence, json });
    }
  }

  #take(message: FromThread): void {
    if (this.#isStopped) return;
    switch (message.type) {
      case 'beat':
        return this.#noteBeat(message);
      case 'lost':
        return this.#lose(keyOf(message), message.reason);
      case 'stuck':
        return this.#options.on.stuck(message.issue);
      case 'order':
        return this.#options.on.ordered(message.json);
      case 'ended':
        return this.#noteEnd(message.processId);
      case 'fault':
        return this.#options.on.fault(message.message);
      case 'resumed':
        return this.#options.on.resumed();
    }
  }

  #noteBeat({ clock, started, renewed, unlisted }: FromThread & { type: 'beat' }): void {
    this.#options.clock.note(clock);
    const trustMs = this.#record.ttlMs - this.#options.marginMs;
    for (const lease of renewed) this.#held.get(keyOf(lease))?.trust(started, trustMs);
    this.#noteUnlisted(unlisted);
  }

  /** Once may be a lease that was granted a moment ago; it is told at the second time, and not at every further one. */
  #noteUnlisted(issues: readonly number[]): void {
    this.#unlisted = new Map(issues.map((issue) => [issue, (this.#unlisted.get(issue) ?? 0) + 1]));
    for (const [issue, times] of this.#unlisted) if (times === 2) this.#options.on.unlisted(issue);
  }

  #noteEnd(processId: ProcessId): void {
    if (processId !== this.#record.processId) return;
    this.#loseAll('its process was declared dead');
    this.#options.on.ended(processId);
  }

  /** After a busy stretch the beats of that time still lie unread: they count. */
  #checkTrust(): void {
    this.#link.readUnread();
    for (const [key, { trustedForMs }] of this.#held) {
      if (trustedForMs === 0) this.#lose(key, 'it could not be renewed in time');
    }
  }

  #loseAll(reason: string): void {
    for (const key of this.#held.keys()) this.#lose(key, reason);
  }

  /** A lost lease is never beaten again. */
  #lose(key: string, reason: string): void {
    const held = this.#held.get(key);
    this.#letGo(key);
    held?.lose(reason);
  }

  #letGo(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    const { kept } = held;
    if (!this.#isStopped) this.#link.post({ type: 'drop', ...subjectOf(kept), fence: kept.fence });
  }
}

const keyOf = (lease: NumberedLease): string => `${leaseName(lease)}:${lease.fence}`;

const isReleased = ({ outcome }: ReleaseLockOutcome): boolean => outcome === 'released';

const endsInOrder = ({ outcome }: CheckinOutcome): boolean => outcome === 'committed' || outcome === 'already';

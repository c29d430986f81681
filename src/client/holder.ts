/** A client as a holder of leases: takes them under its process id, keeps them alive, hands them back. */

import type { CheckoutOutcome } from '../../queues/outcomes.ts';
import type { LockName, ProcessId } from '../../queues/values.ts';
import { CancelledError } from '../errors.ts';
import type { EventName } from '../log/events.ts';
import type { LogFields } from '../log/fields.ts';
import { releaseLock } from '../transitions/lock-release.ts';
import { awaitLock, type LockAsked, type LockWish } from './await-lock.ts';
import type { ClientContext } from './client-context.ts';
import { closeClient } from './close-client.ts';
import type { CheckoutOptions } from './connect-options.ts';
import { type CheckoutAnswer, type GrantedLease, Lease } from './lease.ts';
import { type KeeperListener, LeaseKeeper } from './lease-keeper.ts';
import { Lock, type LockAnswer } from './lock.ts';
import type { LivingProcess } from './living-process.ts';
import { Producer } from './producer.ts';
import { readOrder } from './read-order.ts';
import { checkinRequest, checkoutRequest } from './requests.ts';

export class Holder {
  readonly producer: Producer;
  readonly #context: ClientContext;
  readonly #process: LivingProcess;
  readonly #keeper: LeaseKeeper;
  readonly #draining = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(context: ClientContext, process: LivingProcess) {
    this.producer = new Producer(context);
    this.#context = context;
    this.#process = process;
    this.#keeper = new LeaseKeeper({
      redisUrl: context.redisUrl,
      project: context.project.key,
      everyMs: context.settings.heartbeatEveryMs,
      progressDeadlineMs: context.settings.progressDeadlineMs,
      record: process.record,
      clockId: context.store.clockId,
      marginMs: context.settings.leaseMarginMs,
      clock: context.clock,
      on: this.#listener(),
    });
    process.onReborn((record) => {
      this.#keeper.become(record);
      this.#log('process.reborn');
    });
  }

  get processId(): ProcessId {
    return this.#process.record.processId;
  }

  /** Aborts when an operator wants the process to take nothing more. */
  get draining(): AbortSignal {
    return this.#draining.signal;
  }

  /** Asks for the lease of an issue; a process that was declared dead asks again as a new one. */
  async checkout(issue: number, options: CheckoutOptions): Promise<CheckoutAnswer> {
    const { processId } = this;
    const outcome = await this.#ask(issue, options, processId);
    if (outcome.outcome !== 'process-ended') return this.#answer(issue, options, outcome, processId);
    await this.beReborn();
    // The request's id bears that refusal for good, so that the new process needs one of its own.
    const { requestId: _, ...again } = options;
    const { processId: newId } = this;
    return this.#answer(issue, again, await this.#ask(issue, again, newId), newId);
  }

  /** Makes a lease that was granted to this process one of its own, kept alive from now on. */
  hold(granted: GrantedLease, work: { taskType: string; priority: string }): Lease {
    const kept = { issue: granted.issue, fence: granted.fence, ...work };
    const held = this.#keeper.hold(kept, granted.processId, granted.expiresAtMs);
    return new Lease(granted, held, this.#keeper, (lease, status, options) =>
      this.producer.checkin(checkinRequest(this.#context, lease, status, options)),
    );
  }

  /** Asks for a named lock; a process that was declared dead asks again as a new one. */
  async acquireLock(wish: Omit<LockWish, 'processId'>): Promise<LockAnswer> {
    for (;;) {
      this.producer.assertOpen();
      const { processId } = this;
      const asked = await this.producer.track(awaitLock(this.#context, { ...wish, processId }));
      if (asked.outcome === 'acquired')
        return { outcome: 'acquired', lock: this.#holdLock(wish.lock, processId, asked) };
      if (asked.outcome !== 'process-ended') return asked;
      await this.beReborn();
    }
  }

  /** Goes on under a new id, unless it has one already: dead is final for the old one. */
  async beReborn(): Promise<void> {
    this.producer.assertOpen();
    await this.producer.track(this.#process.beReborn());
  }

  /** Ends everything of the client; see {@link closeClient}. */
  close(): Promise<void> {
    const parts = { producer: this.producer, keeper: this.#keeper, process: this.#process };
    this.#closed ??= closeClient(this.#context, parts);
    return this.#closed;
  }

  #holdLock(
    lock: LockName,
    processId: ProcessId,
    { fence, expiresAtMs }: Extract<LockAsked, { outcome: 'acquired' }>,
  ): Lock {
    const held = this.#keeper.hold({ lock, fence }, processId, expiresAtMs);
    const { store } = this.#context;
    return new Lock({ lock, fence, processId }, held, this.#keeper, () =>
      releaseLock(store, lock, { fence, by: processId }),
    );
  }

  #ask(issue: number, options: CheckoutOptions, processId: ProcessId): Promise<CheckoutOutcome> {
    const asker = { processId, ttlMs: this.#context.settings.heartbeatTtlMs };
    return this.producer.checkout(checkoutRequest(this.#context, asker, issue, options));
  }

  #answer(issue: number, options: CheckoutOptions, outcome: CheckoutOutcome, processId: ProcessId): CheckoutAnswer {
    if (outcome.outcome !== 'granted') return outcome;
    const { fence, expiresAtMs, attempt, previous } = outcome;
    const granted = { issue, fence, expiresAtMs, attempt, previous, processId };
    const work = { taskType: options.taskType ?? 'misc', priority: options.priority ?? 'normal' };
    return { ...outcome, lease: this.hold(granted, work) };
  }

  #listener(): KeeperListener {
    return {
      lost: (subject, reason) => this.#log('lease.lost', { ...subject, reason }),
      unlisted: (issue) => this.#log('lease.unlisted', { issue }),
      stuck: (issue) => this.#log('process.stuck', { issue }),
      ordered: (json) => this.#obey(json),
      fault: (reason) => this.#log('heartbeat.failed', { reason }),
      resumed: () => this.#log('heartbeat.resumed'),
      ended: () => {
        this.beReborn().catch((error: unknown) => this.#log('heartbeat.failed', { reason: String(error) }));
      },
    };
  }

  /** An order that a later Mirin gave, and that is not known here, is told of and left. */
  #obey(json: string): void {
    const order = readOrder(json);
    if (order === undefined) return this.#log('order.ignored', { order: json });
    const { kind, by, reason } = order;
    if (kind === 'drain') {
      this.#draining.abort();
      return this.#log('process.draining', { by, reason });
    }
    const issues = this.#keeper.cancel(order.issue, (issue) => new CancelledError(issue, by, reason));
    this.#log('process.cancelled', { by, reason, issues });
  }

  #log(event: EventName, fields: LogFields = {}): void {
    const { log, project } = this.#context;
    log.event(event, { project: project.name, processId: this.processId, ...fields });
  }
}

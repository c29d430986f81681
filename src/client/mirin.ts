/** The producer helper: one program's way to claim issues, to say that it lives, and to hand issues back. */

import type { CheckinOutcome, CheckoutOutcome, Outcome } from '../../queues/outcomes.ts';
import { PAYLOAD_VERSION, checkinRequestSchema, checkoutRequestSchema } from '../../queues/requests.ts';
import { type CheckinStatus, issueNumberSchema, type ProcessId, requestIdSchema } from '../../queues/values.ts';
import { tmuxSession } from '../configuration/terminal.ts';
import { MirinError } from '../errors.ts';
import { decodeOutcome } from '../transitions/decode-outcome.ts';
import { type ProcessRecord, registerProcess } from '../transitions/register-process.ts';
import { parseRequest } from '../validation.ts';
import { ask } from './ask.ts';
import type { ClientContext } from './client-context.ts';
import { closeClient } from './close-client.ts';
import {
  type CheckinOptions,
  checkinOptionsSchema,
  type CheckoutOptions,
  checkoutOptionsSchema,
  type ConnectOptions,
} from './connect-options.ts';
import { IssuesApi } from './issues-api.ts';
import { LabelsApi } from './labels-api.ts';
import { type CheckoutAnswer, type GrantedLease, Lease, type LeaseHolder } from './lease.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { openClient } from './open-client.ts';
import { OrphansApi } from './orphans-api.ts';
import { identify, reborn } from './process-identity.ts';
import { ProcessesApi } from './processes-api.ts';
import { newRequestId } from './random-id.ts';
import { readOutcomeText } from './read-outcome-text.ts';
import { withIssue, type WithIssueOutcome, type WorkResult } from './with-issue.ts';
import { work, type WorkHandler, type WorkOptions } from './work.ts';

export class Mirin implements LeaseHolder {
  readonly issues: IssuesApi;
  readonly orphans: OrphansApi;
  readonly labels: LabelsApi;
  readonly processes: ProcessesApi;
  readonly #context: ClientContext;
  readonly #keeper: LeaseKeeper;
  #record: ProcessRecord;
  #rebirth: Promise<void> | undefined;
  readonly #ending = new AbortController();
  #closing: Promise<void> | undefined;

  /**
   * Connects a program and makes it known as a living process.
   * @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming every faulty option
   * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) when Redis does not answer within `requestTimeoutMs`
   */
  static async connect(options: ConnectOptions = {}): Promise<Mirin> {
    const context = await openClient(options);
    const { settings } = context;
    const record = await identify({
      name: settings.processName ?? '',
      liveness: 'beat',
      kind: options.kind ?? 'program',
      ttlMs: settings.heartbeatTtlMs,
      tmuxSession: tmuxSession(),
    });
    const mirin = new Mirin(context, record);
    await mirin.#register(record).catch(async (error: unknown) => {
      await mirin.close();
      throw error;
    });
    return mirin;
  }

  private constructor(context: ClientContext, record: ProcessRecord) {
    this.#context = context;
    this.#record = record;
    this.issues = new IssuesApi(context);
    this.orphans = new OrphansApi(context);
    this.labels = new LabelsApi(context);
    this.processes = new ProcessesApi(context);
    this.#keeper = new LeaseKeeper({
      redisUrl: context.redisUrl,
      project: context.project.key,
      everyMs: context.settings.heartbeatEveryMs,
      record,
      marginMs: context.settings.leaseMarginMs,
      clock: context.clock,
      on: this.#listener(),
    });
  }

  /** This run of the program; new after it was declared dead. */
  get processId(): ProcessId {
    return this.#record.processId;
  }

  /** Aborts when the client begins to close. */
  get closing(): AbortSignal {
    return this.#ending.signal;
  }

  /** The repository as it was spelled. */
  get project(): string {
    return this.#context.project.name;
  }

  /**
   * Takes the lease of an issue, or says why not; a refusal is no error.
   * @throws RequestInvalidError naming the faulty fields; nothing was sent
   * @throws RedisUnavailableError when Redis is away · TimedOutError when no worker answered in time
   */
  async checkout(issue: number, options: CheckoutOptions = {}): Promise<CheckoutAnswer> {
    const outcome = await this.#askCheckout(issue, options);
    if (outcome.outcome !== 'process-ended') return this.#answer(issue, options, outcome);
    // Dead is final for the old id: go on as a new process, with a request of its own.
    await this.#beReborn();
    const { requestId: _, ...again } = options;
    return this.#answer(issue, again, await this.#askCheckout(issue, again));
  }

  /**
   * Takes the issue, runs `handler`, hands the issue back as it returns; as `error` when it throws, which is passed on.
   * @throws whatever the handler threw; LeaseLostError when the lease was lost meanwhile
   */
  withIssue<T extends WorkResult>(
    issue: number,
    options: CheckoutOptions,
    handler: (lease: Lease) => Promise<T>,
  ): Promise<WithIssueOutcome<T>> {
    return withIssue(() => this.checkout(issue, options), handler);
  }

  /** Takes waiting tasks by priority and works on them until the signal aborts or the client closes. */
  work(handler: WorkHandler, options: WorkOptions = {}): Promise<void> {
    return work(this.#context, this, handler, options);
  }

  /** The stored outcome of a request, also after a time-out; undefined while it has none (or no longer). */
  async outcome(requestId: string): Promise<Outcome | undefined> {
    const id = parseRequest(requestIdSchema, requestId, 'requestId');
    const text = await readOutcomeText(this.#context.store, id);
    return text === undefined ? undefined : decodeOutcome(text);
  }

  /** Hands back what it holds, says good-bye and closes its connections, in bounded time. Again is harmless. */
  close(): Promise<void> {
    this.#ending.abort();
    this.#closing ??= closeClient(this.#context, this.#keeper, this.#record);
    return this.#closing;
  }

  /** Makes a lease that was granted by another way than a checkout (a task's claim) one of this client's. */
  holdLease(granted: GrantedLease, work: { taskType: string; priority: string }): Lease {
    const redisNowMs = this.#context.clock.nowMs() ?? granted.expiresAtMs;
    const kept = { issue: granted.issue, fence: granted.fence, ...work };
    const signal = this.#keeper.hold(kept, granted.expiresAtMs - redisNowMs);
    return new Lease(granted, signal, this.#keeper, (lease, status, options) => this.#checkin(lease, status, options));
  }

  #answer(issue: number, options: CheckoutOptions, outcome: CheckoutOutcome): CheckoutAnswer {
    if (outcome.outcome !== 'granted') return outcome;
    const { fence, expiresAtMs, attempt, previous } = outcome;
    const granted = { issue, fence, expiresAtMs, attempt, previous, processId: this.processId };
    const work = { taskType: options.taskType ?? 'misc', priority: options.priority ?? 'normal' };
    return { ...outcome, lease: this.holdLease(granted, work) };
  }

  async #askCheckout(issue: number, options: CheckoutOptions): Promise<CheckoutOutcome> {
    const { requestId, timeoutMs, ...rest } = parseRequest(checkoutOptionsSchema, options, 'options');
    const limitMs = timeoutMs ?? this.#context.settings.requestTimeoutMs;
    const request = parseRequest(checkoutRequestSchema, {
      v: PAYLOAD_VERSION,
      kind: 'checkout',
      requestId: requestId ?? newRequestId(),
      issue: parseRequest(issueNumberSchema, issue, 'issue'),
      processId: this.processId,
      ...rest,
      ttlMs: this.#context.settings.heartbeatTtlMs,
      deadlineMs: Math.floor((this.#context.clock.nowMs() ?? 0) + limitMs),
    });
    this.#assertOpen();
    return (await ask(this.#context, request, limitMs)) as CheckoutOutcome;
  }

  async #checkin(lease: GrantedLease, status: CheckinStatus, options: CheckinOptions): Promise<CheckinOutcome> {
    const { requestId, timeoutMs, result, metadata } = parseRequest(checkinOptionsSchema, options, 'options');
    const request = parseRequest(checkinRequestSchema, {
      v: PAYLOAD_VERSION,
      kind: 'checkin',
      requestId: requestId ?? newRequestId(),
      issue: lease.issue,
      processId: lease.processId,
      fence: lease.fence,
      status,
      result,
      metadata,
    });
    this.#assertOpen();
    return (await ask(this.#context, request, timeoutMs ?? this.#context.settings.requestTimeoutMs)) as CheckinOutcome;
  }

  async #register(record: ProcessRecord): Promise<void> {
    const { store, replies, clock } = this.#context;
    await replies.listen(store.keys.replies(record.processId));
    const outcome = await registerProcess(store, record);
    if (outcome.outcome === 'registered') clock.note(outcome.atMs);
  }

  /** Registers anew, once however many find out at the same time. */
  #beReborn(): Promise<void> {
    this.#rebirth ??= this.#startOver().finally(() => {
      this.#rebirth = undefined;
    });
    return this.#rebirth;
  }

  async #startOver(): Promise<void> {
    const record = reborn(this.#record);
    await this.#register(record);
    this.#record = record;
    this.#keeper.become(record);
    this.#context.log.event('process.reborn', { project: this.project, processId: record.processId });
  }

  #listener(): ConstructorParameters<typeof LeaseKeeper>[0]['on'] {
    const { log } = this.#context;
    const project = this.#context.project.name;
    return {
      lost: (issue, reason) => log.event('lease.lost', { project, issue, processId: this.processId, reason }),
      beat: () => undefined,
      fault: (reason) => log.event('heartbeat.failed', { project, processId: this.processId, reason }),
      order: (orderId) => this.#keeper.acknowledge(orderId),
      ended: () => {
        this.#beReborn().catch((error: unknown) => {
          log.event('heartbeat.failed', { project, processId: this.processId, reason: String(error) });
        });
      },
    };
  }

  #assertOpen(): void {
    if (this.#closing === undefined) return;
    throw new MirinError('MIRIN_CLOSED', 'this client was closed', { hint: 'Connect a new one.' });
  }
}

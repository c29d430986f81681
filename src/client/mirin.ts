/** The producer helper: one program's way to claim issues, to say that it lives, and to hand issues back. */

import type { Outcome } from '../../queues/outcomes.ts';
import { type ProcessId, requestIdSchema } from '../../queues/values.ts';
import { tmuxSession } from '../configuration/terminal.ts';
import { decodeOutcome } from '../transitions/decode-outcome.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import { closeConnections } from './close-client.ts';
import { ClaimingProcessedApi } from './comment-claims.ts';
import type { CheckoutOptions, ConnectOptions } from './connect-options.ts';
import { Holder } from './holder.ts';
import { IssuesApi } from './issues-api.ts';
import { LabelsApi } from './labels-api.ts';
import type { CheckoutAnswer, Lease } from './lease.ts';
import { LocksApi } from './locks-api.ts';
import { LivingProcess } from './living-process.ts';
import { openClient } from './open-client.ts';
import { OrphansApi } from './orphans-api.ts';
import { ProcessesApi } from './processes-api.ts';
import { readOutcomeText } from './read-outcome-text.ts';
import type { WorkHandler } from './ticket-desk.ts';
import { withIssue, type WithIssueOutcome, type WorkResult } from './with-issue.ts';
import { work, type WorkOptions } from './work.ts';

export class Mirin {
  readonly issues: IssuesApi;
  readonly orphans: OrphansApi;
  readonly labels: LabelsApi;
  readonly locks: LocksApi;
  readonly processed: ClaimingProcessedApi;
  readonly processes: ProcessesApi;
  readonly #context: ClientContext;
  readonly #holder: Holder;

  /**
   * Connects a program and makes it known as a living process.
   * @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming every faulty option
   * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) when Redis does not answer within `requestTimeoutMs`
   */
  static async connect(options: ConnectOptions = {}): Promise<Mirin> {
    const context = await openClient(options);
    const { processName: name = '', heartbeatTtlMs: ttlMs } = context.settings;
    const kind = options.kind ?? 'program';
    try {
      const identity = { name, liveness: 'beat', kind, ttlMs, tmuxSession: tmuxSession() } as const;
      return new Mirin(context, await LivingProcess.register(context, identity));
    } catch (error) {
      await closeConnections(context);
      throw error;
    }
  }

  private constructor(context: ClientContext, process: LivingProcess) {
    this.#context = context;
    this.#holder = new Holder(context, process);
    this.issues = new IssuesApi(context);
    this.orphans = new OrphansApi(context);
    this.labels = new LabelsApi(context);
    this.locks = new LocksApi(context, this.#holder);
    this.processed = new ClaimingProcessedApi(context, this.#holder);
    this.processes = new ProcessesApi(context);
  }

  /** This run of the program; new after it was declared dead. */
  get processId(): ProcessId {
    return this.#holder.processId;
  }

  /**
   * Aborts when an operator wants this process to take nothing more: `work` ends by itself then, when its handlers are
   * done; a program that takes issues by `checkout` is to look at it.
   */
  get draining(): AbortSignal {
    return this.#holder.draining;
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
  checkout(issue: number, options: CheckoutOptions = {}): Promise<CheckoutAnswer> {
    return this.#holder.checkout(issue, options);
  }

  /**
   * Takes the issue, runs `handler`, hands the issue back as it returns; as `error` when it throws, which is passed on.
   * @throws whatever the handler threw; LeaseLostError when the lease was lost meanwhile
   */
  withIssue<T extends WorkResult | void>(
    issue: number,
    options: CheckoutOptions,
    handler: (lease: Lease) => Promise<T>,
  ): Promise<WithIssueOutcome<T>> {
    return withIssue(() => this.checkout(issue, options), handler);
  }

  /**
   * Takes waiting tasks by priority and works on them until the signal aborts or the client closes; resolves when the
   * last handler is done. Uses two more connections.
   * @throws RequestInvalidError naming the faulty options
   */
  work(handler: WorkHandler, options: WorkOptions = {}): Promise<void> {
    return work(this.#context, this.#holder, handler, options);
  }

  /** The stored outcome of a request, also after a time-out; undefined while it has none (or no longer). */
  async outcome(requestId: string): Promise<Outcome | undefined> {
    const id = parseRequest(requestIdSchema, requestId, 'requestId');
    const text = await readOutcomeText(this.#context.store, id);
    return text === undefined ? undefined : decodeOutcome(text);
  }

  /**
   * Withdraws the checkouts under way, hands back what is held (its signals abort), says good-bye and closes the
   * connections: within `drainTimeoutMs` and a little. Again is harmless.
   */
  close(): Promise<void> {
    return this.#holder.close();
  }
}

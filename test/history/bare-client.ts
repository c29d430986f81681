/** A client made of the same parts as `Mirin`, but for the heartbeat thread: cheap to start, and it shows its beats. */

import type { Redis } from 'ioredis';
import type { CheckinOutcome, CheckoutOutcome } from '../../queues/outcomes.ts';
import type { CheckinStatus, Fence, ProcessId } from '../../queues/values.ts';
import type { ClientContext } from '../../src/client/client-context.ts';
import { closeConnections } from '../../src/client/close-client.ts';
import type { CheckinOptions, CheckoutOptions } from '../../src/client/connect-options.ts';
import { HeartbeatLoop } from '../../src/client/heartbeat-loop.ts';
import type { FromThread } from '../../src/client/heartbeat-messages.ts';
import { IssuesApi } from '../../src/client/issues-api.ts';
import { LivingProcess } from '../../src/client/living-process.ts';
import { openContext } from '../../src/client/open-client.ts';
import { OrphansApi } from '../../src/client/orphans-api.ts';
import { Producer } from '../../src/client/producer.ts';
import { readOutcomeText } from '../../src/client/read-outcome-text.ts';
import { checkinRequest, checkoutRequest } from '../../src/client/requests.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import { connectCaller } from '../../src/redis/connect.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { decodeOutcome } from '../../src/transitions/decode-outcome.ts';

/** What is needed of a lease to hand it back. */
export interface HeldIssue {
  readonly issue: number;
  readonly fence: Fence;
  readonly processId: ProcessId;
  checkin(status: CheckinStatus, options?: CheckinOptions): Promise<CheckinOutcome>;
}

export type BareAnswer =
  | (Extract<CheckoutOutcome, { outcome: 'granted' }> & { lease: HeldIssue })
  | Exclude<CheckoutOutcome, { outcome: 'granted' }>;

/** A beat that Redis took. */
export type TakenBeat = FromThread & { type: 'beat' };

export class BareClient {
  readonly issues: IssuesApi;
  readonly orphans: OrphansApi;
  readonly #context: ClientContext;
  readonly #process: LivingProcess;
  readonly #producer: Producer;
  readonly #beats: { loop: HeartbeatLoop; redis: Redis } | undefined;

  /** `liveness` ttl: it never beats, and lives by its deadlines alone. */
  static async connect(
    settings: Settings,
    liveness: 'beat' | 'ttl',
    heard: (processId: ProcessId, beat: TakenBeat) => void,
  ): Promise<BareClient> {
    const context = await openContext(settings);
    const { processName: name = '', heartbeatTtlMs: ttlMs } = settings;
    try {
      const identity = { name, liveness, kind: 'program', ttlMs, tmuxSession: '' } as const;
      return new BareClient(context, await LivingProcess.register(context, identity), liveness, heard);
    } catch (error) {
      await closeConnections(context);
      throw error;
    }
  }

  private constructor(
    context: ClientContext,
    process: LivingProcess,
    liveness: 'beat' | 'ttl',
    heard: (processId: ProcessId, beat: TakenBeat) => void,
  ) {
    this.#context = context;
    this.#process = process;
    this.#producer = new Producer(context);
    this.issues = new IssuesApi(context);
    this.orphans = new OrphansApi(context);
    this.#beats = liveness === 'beat' ? this.#startBeats(heard) : undefined;
    process.onReborn((record) => this.#beats?.loop.take({ type: 'become', record }));
  }

  get processId(): ProcessId {
    return this.#process.record.processId;
  }

  async checkout(issue: number, options: CheckoutOptions = {}): Promise<BareAnswer> {
    const { processId } = this;
    const asker = { processId, ttlMs: this.#context.settings.heartbeatTtlMs };
    const outcome = await this.#producer.checkout(checkoutRequest(this.#context, asker, issue, options));
    if (outcome.outcome === 'process-ended') await this.#process.beReborn();
    if (outcome.outcome !== 'granted') return outcome;
    const lease = { issue, fence: outcome.fence, taskType: 'misc', priority: 'normal' };
    if (processId === this.processId) this.#beats?.loop.take({ type: 'keep', lease });
    return { ...outcome, lease: this.#held(issue, outcome.fence, processId) };
  }

  async outcome(requestId: string): Promise<object | undefined> {
    const text = await readOutcomeText(this.#context.store, requestId);
    return text === undefined ? undefined : decodeOutcome(text);
  }

  /** Ends without a word: what it holds runs out. */
  async close(): Promise<void> {
    this.#beats?.loop.stop();
    this.#beats?.redis.disconnect();
    await this.#producer.close(0);
    await closeConnections(this.#context);
  }

  #held(issue: number, fence: Fence, processId: ProcessId): HeldIssue {
    const checkin = async (status: CheckinStatus, options: CheckinOptions = {}): Promise<CheckinOutcome> => {
      const request = checkinRequest(this.#context, { issue, fence, processId }, status, options);
      const outcome = await this.#producer.checkin(request);
      if (outcome.outcome !== 'key-reused') this.#beats?.loop.take({ type: 'drop', issue, fence });
      return outcome;
    };
    return { issue, fence, processId, checkin };
  }

  #startBeats(heard: (processId: ProcessId, beat: TakenBeat) => void) {
    const { settings, redisUrl, project } = this.#context;
    const everyMs = settings.heartbeatEveryMs;
    const redis = connectCaller({
      url: redisUrl,
      name: 'bare-heartbeat',
      commandTimeoutMs: Math.max(1_000, everyMs / 2),
    });
    const options = { redisUrl, project: project.key, everyMs, progressDeadlineMs: 0, record: this.#process.record };
    const loop = new HeartbeatLoop(projectStore(redis, project.key), options, (message) => {
      if (message.type === 'beat') heard(this.processId, message);
      // Where that fails, the next beat says so again.
      if (message.type === 'ended') this.#process.beReborn().catch(() => undefined);
    });
    redis.on('ready', () => loop.beatNow());
    return { loop, redis };
  }
}

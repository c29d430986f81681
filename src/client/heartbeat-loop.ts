/** Beats for a process: at once when it starts, then at every interval, soon again after a fault. */

import { MirinError, RedisUnavailableError } from '../errors.ts';
import type { ProcessId } from '../../queues/values.ts';
import { type ProcessSample, sampleProcess } from '../machine/process-sample.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { type BeatReply, heartbeat, type LeaseVerdict, MOST_LEASES_PER_BEAT } from '../transitions/heartbeat.ts';
import { type ProcessRecord, registerProcess } from '../transitions/register-process.ts';
import { restore } from '../transitions/restore.ts';
import type { FromThread, HeartbeatOptions, KeptLease, ToThread } from './heartbeat-messages.ts';
import { monotonicMs } from './redis-clock.ts';

type Kept = KeptLease & { checkpoint: string | undefined };

/** Share of the interval after which a failed beat is tried again. */
const RETRY_SHARE = 1 / 10;

export class HeartbeatLoop {
  readonly #store: ProjectStore;
  readonly #everyMs: number;
  readonly #tell: (message: FromThread) => void;
  readonly #leases = new Map<string, Kept>();
  readonly #acknowledged = new Set<string>();
  #record: ProcessRecord;
  #sample: ProcessSample = sampleProcess();
  #timer: NodeJS.Timeout | undefined;
  #isBeating = false;
  #isStopped = false;

  constructor(store: ProjectStore, options: HeartbeatOptions, tell: (message: FromThread) => void) {
    this.#store = store;
    this.#everyMs = options.everyMs;
    this.#record = options.record;
    this.#tell = tell;
    this.#schedule(this.#everyMs);
  }

  take(message: Exclude<ToThread, { type: 'stop' }>): void {
    switch (message.type) {
      case 'keep':
        this.#leases.set(keyOf(message.lease), { ...message.lease, checkpoint: undefined });
        break;
      case 'drop':
        this.#leases.delete(keyOf(message));
        break;
      case 'checkpoint':
        this.#noteCheckpoint(message);
        break;
      case 'become':
        this.#leases.clear();
        this.#record = message.record;
        break;
      case 'acknowledge':
        this.#acknowledged.add(message.orderId);
        break;
    }
  }

  /** Beats without waiting for the timer, as after a reconnect. */
  beatNow(): void {
    if (this.#leases.size > 0) this.#schedule(0);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #noteCheckpoint({ json, ...lease }: ToThread & { type: 'checkpoint' }): void {
    const kept = this.#leases.get(keyOf(lease));
    if (kept !== undefined) kept.checkpoint = json;
  }

  #schedule(afterMs: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#beat(), afterMs);
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    const dueAtMs = monotonicMs() + this.#everyMs;
    try {
      await this.#beatInChunks();
      this.#schedule(Math.max(0, dueAtMs - monotonicMs()));
    } catch (error) {
      this.#tell({ type: 'fault', message: error instanceof MirinError ? error.message : String(error) });
      this.#schedule(this.#everyMs * RETRY_SHARE);
    } finally {
      this.#isBeating = false;
    }
  }

  async #beatInChunks(): Promise<void> {
    const leases = [...this.#leases.values()].map((lease) => ({ ...lease }));
    for (let from = 0; from === 0 || from < leases.length; from += MOST_LEASES_PER_BEAT) {
      await this.#beatFor(leases.slice(from, from + MOST_LEASES_PER_BEAT));
    }
  }

  async #beatFor(leases: readonly Kept[]): Promise<void> {
    const { processId, ttlMs } = this.#record;
    const started = { startedMonotonicMs: monotonicMs(), startedWallMs: Date.now() };
    const acknowledged = [...this.#acknowledged];
    this.#sample = sampleProcess(this.#sample);
    const { memoryBytes: rssBytes, cpuPercent } = this.#sample;
    const reply = await heartbeat(this.#store, { processId, ttlMs, leases, rssBytes, cpuPercent, acknowledged });
    if (reply.process === 'ended') return this.#tell({ type: 'ended', processId });
    if (reply.process === 'unknown') return this.#comeBack(processId);
    for (const id of acknowledged) this.#acknowledged.delete(id);
    for (const [orderId, order] of reply.orders) this.#tell({ type: 'order', orderId, order });
    const renewed = await this.#judge(leases, reply.verdicts);
    this.#forgetSent(leases);
    this.#tell({
      type: 'beat',
      processId,
      ...started,
      redisMs: reply.atMs,
      arrivedMonotonicMs: monotonicMs(),
      renewed,
      unlisted: this.#unlisted(reply),
    });
  }

  /**
   * Redis lost what it knew of the process: it is made known again under its id; the next beat,
   * which follows soon as after every fault, restores its leases.
   */
  async #comeBack(processId: ProcessId): Promise<void> {
    const outcome = await registerProcess(this.#store, this.#record);
    if (outcome.outcome === 'ended') return this.#tell({ type: 'ended', processId });
    throw new RedisUnavailableError('Redis had forgotten this process; it is registered again');
  }

  /** Drops what is lost, restores what Redis forgot; returns what was renewed. */
  async #judge(leases: readonly Kept[], verdicts: readonly LeaseVerdict[]): Promise<Kept[]> {
    const renewed: Kept[] = [];
    for (const [index, lease] of leases.entries()) {
      const verdict = verdicts[index];
      const isHeld = verdict === 'renewed' || (verdict === 'behind' && (await this.#restore(lease)));
      if (isHeld) renewed.push(lease);
      else this.#lose(lease, 'its fence is no longer current');
    }
    return renewed;
  }

  async #restore(lease: Kept): Promise<boolean> {
    const { processId, ttlMs } = this.#record;
    return (await restore(this.#store, { ...lease, processId, ttlMs })) !== undefined;
  }

  #lose(lease: Kept, reason: string): void {
    if (!this.#leases.delete(keyOf(lease))) return;
    this.#tell({ type: 'lost', issue: lease.issue, fence: lease.fence, reason });
  }

  /** A checkpoint is sent once; a newer one that came in meanwhile stays. */
  #forgetSent(sent: readonly Kept[]): void {
    for (const lease of sent) {
      const kept = this.#leases.get(keyOf(lease));
      if (kept !== undefined && kept.checkpoint === lease.checkpoint) kept.checkpoint = undefined;
    }
  }

  #unlisted(reply: BeatReply & { process: 'alive' }): number[] {
    const named = new Set([...this.#leases.values()].map(({ issue }) => issue));
    return reply.held.filter((issue) => !named.has(issue));
  }
}

const keyOf = ({ issue, fence }: { issue: number; fence: string }): string => `${issue}:${fence}`;

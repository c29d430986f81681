/** Beats for a process at every interval, soon again after a fault, and at once when its connection is back. */

import { MirinError, RedisUnavailableError } from '../errors.ts';
import { type ProcessSample, sampleProcess } from '../machine/process-sample.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { type BeatReply, heartbeat, type LeaseVerdict, MOST_LEASES_PER_BEAT } from '../transitions/heartbeat.ts';
import { type ProcessRecord, registerProcess } from '../transitions/register-process.ts';
import { leaseName, type NumberedLease, subjectOf } from '../transitions/lease-subject.ts';
import { restoreLease } from './restore-lease.ts';
import { BeatFaults } from './beat-faults.ts';
import type { FromThread, HeartbeatOptions, KeptLease, ToThread } from './heartbeat-messages.ts';
import { Progress } from './progress.ts';
import { momentNow, monotonicMs } from './redis-clock.ts';

type Kept = KeptLease & { checkpoint: string | undefined };

/** Share of the interval after which a failed beat is tried again. */
const RETRY_SHARE = 1 / 10;

export class HeartbeatLoop {
  readonly #store: ProjectStore;
  readonly #everyMs: number;
  readonly #tell: (message: FromThread) => void;
  readonly #leases = new Map<string, Kept>();
  readonly #progress: Progress;
  readonly #faults: BeatFaults;
  #record: ProcessRecord;
  #sample: ProcessSample = sampleProcess();
  #timer: NodeJS.Timeout | undefined;
  /** Ids of the orders that were told, until a beat has acknowledged them. */
  readonly #told = new Set<string>();
  #isBeating = false;
  #isStopped = false;

  constructor(store: ProjectStore, options: HeartbeatOptions, tell: (message: FromThread) => void) {
    this.#store = store;
    this.#everyMs = options.everyMs;
    this.#record = options.record;
    this.#progress = new Progress(options.progressDeadlineMs);
    this.#tell = tell;
    this.#faults = new BeatFaults(tell);
    this.#schedule(this.#everyMs);
  }

  take(message: Exclude<ToThread, { type: 'stop' }>): void {
    switch (message.type) {
      case 'keep':
        this.#keep(message.lease);
        break;
      case 'drop':
        this.#forget(keyOf(message));
        break;
      case 'watch':
        if (this.#leases.has(keyOf(message))) this.#progress.watch(keyOf(message), message.issue);
        break;
      case 'checkpoint':
        this.#noteCheckpoint(message);
        break;
      case 'become':
        this.#leases.clear();
        this.#progress.clear();
        this.#told.clear();
        this.#record = message.record;
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

  /** One that is kept already stays as it is, with the checkpoint that waits. */
  #keep(lease: KeptLease): void {
    const key = keyOf(lease);
    if (!this.#leases.has(key)) this.#leases.set(key, { ...lease, checkpoint: undefined });
  }

  #noteCheckpoint({ json, ...lease }: ToThread & { type: 'checkpoint' }): void {
    const kept = this.#leases.get(keyOf(lease));
    if (kept !== undefined) kept.checkpoint = json;
    this.#progress.note(keyOf(lease));
  }

  #forget(key: string): boolean {
    this.#progress.forget(key);
    return this.#leases.delete(key);
  }

  #schedule(afterMs: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#beat(), afterMs);
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    this.#faults.begin();
    const dueAtMs = monotonicMs() + this.#everyMs;
    this.#sample = sampleProcess(this.#sample);
    try {
      await this.#beatInChunks();
      this.#faults.end();
      this.#schedule(Math.max(0, dueAtMs - monotonicMs()));
    } catch (error) {
      this.#faults.note(error);
      this.#schedule(this.#everyMs * RETRY_SHARE);
    } finally {
      this.#isBeating = false;
    }
  }

  async #beatInChunks(): Promise<void> {
    const leases = [...this.#leases.values()].map((lease) => ({ ...lease }));
    for (let from = 0; from === 0 || from < leases.length; from += MOST_LEASES_PER_BEAT) {
      await this.#beatApart(leases.slice(from, from + MOST_LEASES_PER_BEAT));
    }
  }

  /** An issue's key that somebody has spoilt fails the whole beat; it must not cost the other leases theirs. */
  async #beatApart(leases: readonly Kept[]): Promise<void> {
    try {
      await this.#beatFor(leases);
    } catch (error) {
      const isCorrupt = error instanceof MirinError && error.code === 'MIRIN_STATE_CORRUPT';
      if (!isCorrupt || leases.length < 2) throw error;
      const beats = await Promise.allSettled(leases.map((lease) => this.#beatFor([lease])));
      for (const beat of beats) if (beat.status === 'rejected') this.#faults.note(beat.reason);
    }
  }

  async #beatFor(leases: readonly Kept[]): Promise<void> {
    const record = this.#record;
    const { processId, ttlMs } = record;
    const started = momentNow();
    const { memoryBytes: rssBytes, cpuPercent } = this.#sample;
    const stuck = this.#progress.stuck((issue) => this.#tell({ type: 'stuck', issue }));
    const sample = { rssBytes, cpuPercent, stuck };
    const acknowledged = [...this.#told];
    const reply = await heartbeat(this.#store, { processId, ttlMs, leases, ...sample, acknowledged });
    if (reply.process === 'ended') return this.#tell({ type: 'ended', processId });
    if (reply.process === 'unknown') return this.#comeBack(record);
    const clock = { redisMs: reply.atMs, sentAtMs: started.monotonicMs, arrivedAtMs: monotonicMs() };
    const renewed = await this.#judge(leases, reply.verdicts, record);
    this.#forgetSent(leases);
    this.#tellOrders(reply.orders, acknowledged);
    this.#tell({ type: 'beat', started, clock, renewed, unlisted: this.#unlisted(reply) });
  }

  /**
   * Redis lost what it knew of the process: it is made known again under its id; the next beat,
   * which follows soon as after every fault, restores its leases.
   */
  async #comeBack(record: ProcessRecord): Promise<void> {
    const outcome = await registerProcess(this.#store, record);
    if (outcome.outcome === 'ended') return this.#tell({ type: 'ended', processId: record.processId });
    throw new RedisUnavailableError('Redis had forgotten this process; it is registered again');
  }

  /** Drops what is lost, restores what Redis forgot; returns what was renewed. */
  async #judge(
    leases: readonly Kept[],
    verdicts: readonly LeaseVerdict[],
    { processId, ttlMs }: ProcessRecord,
  ): Promise<Kept[]> {
    const renewed: Kept[] = [];
    for (const [index, lease] of leases.entries()) {
      const verdict = verdicts[index];
      const isRestored = verdict === 'behind' && (await restoreLease(this.#store, lease, { processId, ttlMs }));
      if (verdict === 'renewed' || isRestored) renewed.push(lease);
      else this.#lose(lease, 'its fence is no longer current');
    }
    return renewed;
  }

  #lose(lease: Kept, reason: string): void {
    if (!this.#forget(keyOf(lease))) return;
    this.#tell({ type: 'lost', ...subjectOf(lease), fence: lease.fence, reason });
  }

  /** A checkpoint is sent once; a newer one that came in meanwhile stays. */
  #forgetSent(sent: readonly Kept[]): void {
    for (const lease of sent) {
      const kept = this.#leases.get(keyOf(lease));
      if (kept !== undefined && kept.checkpoint === lease.checkpoint) kept.checkpoint = undefined;
    }
  }

  /** Each is told once, however many beats it takes until one that acknowledges it has come through. */
  #tellOrders(orders: ReadonlyMap<string, string>, acknowledged: readonly string[]): void {
    for (const id of acknowledged) this.#told.delete(id);
    for (const [id, json] of orders) {
      if (!this.#told.has(id)) this.#tell({ type: 'order', json });
      this.#told.add(id);
    }
  }

  #unlisted(reply: BeatReply & { process: 'alive' }): number[] {
    const named = new Set([...this.#leases.values()].map(leaseName));
    return reply.held.filter((issue) => !named.has(leaseName({ issue })));
  }
}

const keyOf = (lease: NumberedLease): string => `${leaseName(lease)}:${lease.fence}`;

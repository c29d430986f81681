/** Carries out the steps of a plan with one client, and records every call that it makes. */

import { pause } from '../../src/client/deadline.ts';
import { Lease } from '../../src/client/lease.ts';
import { Mirin } from '../../src/client/mirin.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { heartbeat } from '../../src/transitions/heartbeat.ts';
import { Asker, type MakeCall, PATIENT } from './asker.ts';
import type { BareClient, HeldIssue } from './bare-client.ts';
import { Holdings } from './holdings.ts';
import type { Act } from './plan.ts';
import type { CallSubject } from './record.ts';
import type { Recorder } from './recorder.ts';
import type { TrustWatch } from './trust-watch.ts';

/** Where an actor sits: its project with a way to Redis besides its client's, and the name under which it registers. */
export interface Seat {
  readonly store: ProjectStore;
  readonly name: string;
  readonly ttlMs: number;
}

/** What a handler throws that was told to fail. */
class PlannedError extends Error {}

export class Actor {
  readonly #seat: Seat;
  readonly #client: Mirin | BareClient;
  readonly #recorder: Recorder;
  readonly #holdings: Holdings;
  readonly #asker: Asker;

  constructor(seat: Seat, client: Mirin | BareClient, recorder: Recorder, watch: TrustWatch) {
    this.#seat = seat;
    this.#client = client;
    this.#recorder = recorder;
    this.#holdings = new Holdings(watch);
    this.#asker = new Asker(seat.name, client, this.#call, this.#holdings);
  }

  /** Does what the step says; where there is nothing to do it with, nothing. */
  async act(act: Exclude<Act, { do: 'reconnect' }>): Promise<void> {
    switch (act.do) {
      case 'checkout':
        return this.#asker.checkout(act.issue, act);
      case 'burst':
        return this.#asker.checkoutAll(act.issues, act.timeoutMs);
      case 'twice':
        return this.#asker.checkoutTwice(act.issue);
      case 'checkin':
        return this.#asker.checkin(this.#holdings.find(act.which, act.issue), act.status, act.timeoutMs);
      case 'repeat':
        return this.#asker.repeat(act.back, act.timeoutMs);
      case 'reuse':
        return this.#asker.reuse(act.back, act.issue);
      case 'outcome':
        return this.#asker.outcome(act.back);
      case 'beat':
        return this.#beat(this.#holdings.find(act.which, act.issue));
      case 'let-go':
        return this.#letGo(this.#holdings.find('newest'));
      case 'with-issue':
        return this.#withIssue(act);
      case 'release':
        return this.#operate(act, () => this.#client.issues.release(act.issue, { by: this.#seat.name }));
      case 'release-quarantine':
        return this.#operate(act, () => this.#client.issues.releaseQuarantine(act.issue, { by: this.#seat.name }));
      case 'reset':
        return this.#operate(act, () => this.#client.issues.reset(act.issue, { by: this.#seat.name }));
      case 'repair':
        return this.#operate(act, () => this.#client.orphans.repair(act.issue));
    }
  }

  /** Takes tasks until the client ends, and works on each for so long. */
  async work(workMs: number): Promise<void> {
    const client = this.#client;
    if (!(client instanceof Mirin)) return;
    const handle = (_: unknown, lease: Lease): Promise<void> => this.#workUnder(lease, workMs);
    await this.#call({ deed: 'work' }, () => client.work(handle, { concurrency: 2 }));
  }

  /** Ends the client, as a program that stops in order. */
  async close(): Promise<void> {
    await this.#call({ deed: 'close' }, () => this.#client.close());
  }

  /** Beats by hand, as `mirin heartbeat` does. */
  async #beat(lease: HeldIssue | undefined): Promise<void> {
    if (lease === undefined) return;
    const { issue, fence, processId } = lease;
    const { store, ttlMs } = this.#seat;
    const nothing = { rssBytes: 0, cpuPercent: 0, acknowledged: [] };
    const beat = { processId, ttlMs, leases: [{ issue, fence }], ...nothing };
    const sentMs = monotonicMs();
    const reply = await this.#call({ deed: 'beat', issue, fence }, () => heartbeat(store, beat));
    if (reply?.process !== 'alive' || reply.verdicts[0] !== 'renewed') return;
    const { project } = store.keys;
    this.#recorder.beaten({ project, processId, issue, fence, sentMs, ackedMs: monotonicMs() });
  }

  #letGo(lease: HeldIssue | undefined): void {
    if (!(lease instanceof Lease)) return;
    lease.letGo();
    this.#holdings.end(lease);
  }

  async #withIssue({ issue, workMs, fails, status }: Act & { do: 'with-issue' }): Promise<void> {
    const client = this.#client;
    if (!(client instanceof Mirin)) return;
    const handle = async (lease: Lease) => {
      await this.#workUnder(lease, workMs);
      if (fails) throw new PlannedError();
      return { status };
    };
    const { timeoutMs } = PATIENT;
    await this.#call({ deed: 'with-issue', issue }, () =>
      client.withIssue(issue, { timeoutMs }, handle).catch(unlessPlanned),
    );
  }

  async #workUnder(lease: Lease, workMs: number): Promise<void> {
    this.#holdings.watch(lease);
    lease.checkpoint({ fence: lease.fence });
    await pause(workMs, lease.signal);
  }

  async #operate({ do: deed, issue }: { do: CallSubject['deed']; issue: number }, run: () => Promise<unknown>) {
    await this.#call({ deed, issue }, run);
  }

  readonly #call: MakeCall = (subject, run, say = (answer) => answer) => {
    const { project } = this.#seat.store.keys;
    return this.#recorder.call({ project, processId: this.#client.processId, ...subject }, run, say);
  };
}

function unlessPlanned(error: unknown): string {
  if (error instanceof PlannedError) return 'failed as planned';
  throw error;
}

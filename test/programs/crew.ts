/** Test program: plays several clients, each of another history, as their plans say, and records all that they do. */

import { createInterface } from 'node:readline';
import { pause } from '../../src/client/deadline.ts';
import { Mirin } from '../../src/client/mirin.ts';
import { monotonicMs } from '../../src/client/redis-clock.ts';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { RedisUnavailableError } from '../../src/errors.ts';
import { connectWorker } from '../../src/redis/connect.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { Actor } from '../history/actor.ts';
import { BareClient, type TakenBeat } from '../history/bare-client.ts';
import type { CrewOrder, CrewSeat, CrewWord } from '../history/crew.ts';
import { planHistory, type SeatKind, type SeatPlan, type Step } from '../history/plan.ts';
import { Recorder } from '../history/recorder.ts';
import { TrustWatch } from '../history/trust-watch.ts';

/** Pause before a client that could not connect tries again. */
const CONNECT_AGAIN_MS = 200;

const order = JSON.parse(process.argv[2] ?? '') as CrewOrder;
const { redisUrl, seats, lengthMs, settings } = order;
const { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs, requestTimeoutMs } = settings;
const recorder = new Recorder(order.recordFile);
/** For beats by hand. */
const redis = connectWorker({ url: redisUrl, name: 'crew' });
const say = (message: object): void => console.log(JSON.stringify(message));

async function connect({ project, name }: CrewSeat, kind: SeatKind): Promise<Mirin | BareClient> {
  const times = { heartbeatTtlMs, heartbeatEveryMs, leaseMarginMs, requestTimeoutMs };
  if (kind === 'full') return Mirin.connect({ project, process: name, redis: redisUrl, ...times });
  const flags = { projects: project, processName: name, redisUrl, ...times };
  const heard = (processId: string, beat: TakenBeat): void => noteBeat(project, processId, beat);
  return BareClient.connect(loadSettings({ flags, env: {}, cwd: '/' }).settings, livenessOf(kind), heard);
}

/** Redis may be away just then. */
async function connectAtLast(seat: CrewSeat, kind: SeatKind): Promise<Mirin | BareClient> {
  for (;;) {
    try {
      return await connect(seat, kind);
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      await pause(CONNECT_AGAIN_MS);
    }
  }
}

const livenessOf = (kind: SeatKind): 'beat' | 'ttl' => (kind === 'shell' ? 'ttl' : 'beat');

function noteBeat(project: string, processId: string, { started, clock, renewed }: TakenBeat): void {
  const times = { sentMs: started.monotonicMs, ackedMs: clock.arrivedAtMs };
  for (const lease of renewed) {
    if ('issue' in lease) recorder.beaten({ project, processId, ...lease, ...times });
  }
}

/** A client's place in its history; when it ends in order, another takes it. */
class Part {
  readonly #seat: CrewSeat;
  readonly #plan: SeatPlan;
  readonly #watch: TrustWatch;
  #actor: Promise<Actor>;

  constructor(seat: CrewSeat) {
    const plan = planHistory(seat.seed, lengthMs)[seat.place];
    if (plan === undefined) throw new Error(`history ${seat.seed} has no place ${seat.place}`);
    this.#seat = seat;
    this.#plan = plan;
    this.#watch = new TrustWatch(recorder, seat.project, heartbeatTtlMs - leaseMarginMs);
    this.#actor = this.#enter();
  }

  get isReady(): Promise<unknown> {
    return this.#actor;
  }

  /** Does everything from now on at its moment; what is past is left out. */
  play(startMs: number): void {
    for (const step of this.#plan.steps) {
      const waitMs = startMs + step.atMs - monotonicMs();
      if (waitMs >= 0) setTimeout(() => void this.#do(step), waitMs);
    }
  }

  async close(): Promise<void> {
    await (await this.#actor).close();
  }

  async #do(step: Step): Promise<void> {
    const actor = await this.#actor;
    if (step.do !== 'reconnect') return actor.act(step);
    this.#actor = actor.close().then(() => this.#enter());
  }

  async #enter(): Promise<Actor> {
    const { project, name } = this.#seat;
    const { kind, workMs } = this.#plan;
    const client = await connectAtLast(this.#seat, kind);
    const seat = { store: projectStore(redis, project), name, ttlMs: heartbeatTtlMs };
    const actor = new Actor(seat, client, recorder, this.#watch);
    if (workMs !== undefined) void actor.work(workMs);
    return actor;
  }
}

const parts = seats.map((seat) => new Part(seat));

createInterface({ input: process.stdin }).on('line', (line) => {
  const word = JSON.parse(line) as CrewWord;
  if ('startMs' in word) for (const part of parts) part.play(word.startMs);
  else void Promise.all(parts.map((part) => part.close())).then(() => process.exit(0));
});
await Promise.all(parts.map((part) => part.isReady));
say({ event: 'ready' });

/** A fresh project that lives: real workers and clients, in this process or as children, on a real Redis; all end with the test. */

import { Redis } from 'ioredis';
import type { ConnectOptions } from '../../src/client/connect-options.ts';
import { Mirin } from '../../src/client/mirin.ts';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import { createLog } from '../../src/log/log.ts';
import { projectStore, type ProjectStore } from '../../src/redis/project-store.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import type { IssueRecord } from '../../src/store/issue-record.ts';
import { type RunningWorkers, startWorkers } from '../../workers/start-workers.ts';
import { type Child, type ChildMessage, startChild, type StartChildOptions } from './child.ts';
import { freshProject } from './shared-redis.ts';
import { waitFor, type WaitForOptions } from './wait-for.ts';

/** What takes minutes in earnest takes seconds here; requests get more time than even a loaded machine needs. */
export const QUICK = {
  heartbeatTtlMs: 10_000,
  heartbeatEveryMs: 1_000,
  leaseMarginMs: 1_000,
  scanEveryMs: 1_000,
  probeEveryMs: 500,
  hungGraceMs: 1_000,
  lockDelayMs: 0,
  requestTimeoutMs: 20_000,
  drainTimeoutMs: 3_000,
  githubWriteGapMs: 20,
} as const;

/** On a machine under load a process takes long to start. */
const STARTS_WITHIN_MS = 60_000;

type Flags = Record<string, string | number>;

/** Options of a client that say no more than a test cares about. */
export type ClientOptions = Omit<ConnectOptions, 'project' | 'redis'>;

const CLIENT = {
  heartbeatTtlMs: QUICK.heartbeatTtlMs,
  heartbeatEveryMs: QUICK.heartbeatEveryMs,
  leaseMarginMs: QUICK.leaseMarginMs,
  requestTimeoutMs: QUICK.requestTimeoutMs,
};

export class LiveProject {
  readonly name: string;
  readonly redisUrl: string;
  /** A connection of the test's own, with the project's keys. */
  readonly store: ProjectStore;
  /** Lines that the workers of this process logged, as JSON. */
  readonly logged: Record<string, unknown>[] = [];
  readonly #clients: Mirin[] = [];
  readonly #workers: RunningWorkers[] = [];

  constructor(redisUrl: string, name = freshProject()) {
    this.name = name;
    this.redisUrl = redisUrl;
    this.store = projectStore(new Redis(redisUrl, { maxRetriesPerRequest: null }), name.toLowerCase());
    this.store.redis.on('error', () => undefined);
  }

  get redis(): Redis {
    return this.store.redis;
  }

  settings(flags: Flags = {}): Settings {
    const given = { ...QUICK, projects: this.name, redisUrl: this.redisUrl, ...flags };
    return loadSettings({ flags: given, env: {}, cwd: '/' }).settings;
  }

  /** Workers in this process. */
  async work(flags: Flags = {}): Promise<RunningWorkers> {
    const destination = {
      write: (line: string) => this.logged.push(JSON.parse(line) as Record<string, unknown>),
    };
    const log = createLog({ level: 'debug', destination });
    const workers = await startWorkers(this.settings(flags), this.redisUrl, log);
    this.#workers.push(workers);
    return workers;
  }

  /** Workers in a process of their own, ready when it resolves. */
  async workInChild(flags: Flags = {}): Promise<Child> {
    const given = { ...QUICK, projects: this.name, redisUrl: this.redisUrl, ...flags };
    const child = startChild('test/programs/worker.js', [JSON.stringify(given)]);
    await child.next(({ event }) => event === 'ready', STARTS_WITHIN_MS);
    return child;
  }

  /** A client in this process. */
  async connect(process: string, options: ClientOptions = {}): Promise<Mirin> {
    const mirin = await Mirin.connect({ ...CLIENT, project: this.name, redis: this.redisUrl, process, ...options });
    this.#clients.push(mirin);
    return mirin;
  }

  /** A client in a process of its own, which does as it is told; connected when it resolves. */
  async connectInChild(
    process: string,
    options: ClientOptions = {},
    start: StartChildOptions = {},
  ): Promise<HolderChild> {
    const given = { ...CLIENT, project: this.name, redis: this.redisUrl, process, ...options };
    const holder = new HolderChild(startChild('test/programs/holder.js', [JSON.stringify(given)], {}, start));
    const { processId } = await holder.child.next(({ event }) => event === 'connected', STARTS_WITHIN_MS);
    holder.processId = String(processId);
    return holder;
  }

  async issue(issue: number): Promise<IssueRecord> {
    const record = await getIssue(this.store, issue);
    if (record === null) throw new Error(`issue ${issue} was never seen`);
    return record;
  }

  /** Waits until the issue is as wanted. */
  async untilIssue(
    issue: number,
    what: string,
    isWanted: (record: IssueRecord) => boolean,
    options?: WaitForOptions,
  ): Promise<IssueRecord> {
    const look = async (saw: (seen: unknown) => void): Promise<IssueRecord | undefined> => {
      const record = await getIssue(this.store, issue);
      saw(record);
      return record !== null && isWanted(record) ? record : undefined;
    };
    return waitFor(`issue ${issue} to be ${what}`, look, options);
  }

  async processStatus(processId: string): Promise<string | null> {
    return this.redis.hget(this.store.keys.process(processId).process, 'status');
  }

  /** Ends clients and workers of this process. */
  async end(): Promise<void> {
    await Promise.all(this.#clients.map((mirin) => mirin.close()));
    await Promise.all(this.#workers.map((workers) => workers.stop()));
    this.redis.disconnect();
  }
}

/** A client in a child process. */
export class HolderChild {
  readonly child: Child;
  /** As it was at the start. */
  processId = '';
  #told = 0;

  constructor(child: Child) {
    this.child = child;
  }

  /** Has it do something; resolves with what it says of that when done. */
  async does(order: Record<string, unknown>, withinMs = 60_000): Promise<ChildMessage> {
    this.#told += 1;
    const number = this.#told;
    this.child.tell({ ...order, number });
    return this.says(`what came of ${JSON.stringify(order)}`, ({ did }) => did === number, withinMs);
  }

  /** Waits for a message, whatever came before or after it. */
  async says(what: string, isWanted: (message: ChildMessage) => boolean, withinMs = 60_000): Promise<ChildMessage> {
    const look = (saw: (seen: unknown) => void): ChildMessage | undefined => {
      saw({ last: this.child.messages.at(-1), otherOutput: this.child.otherOutput });
      return this.child.messages.find(isWanted);
    };
    return waitFor(`the child to say ${what}`, look, { withinMs });
  }
}

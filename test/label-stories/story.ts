/** Plays one story of an issue's labels: states, people, GitHub's troubles and deaths of workers; then lets all come to rest. */

import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { projectSchema } from '../../queues/project.ts';
import type { CheckinStatus, Fence, ProcessId, Status } from '../../queues/values.ts';
import { calledNow } from '../../src/github/called-now.ts';
import { noteBlock, readBlocks } from '../../src/github/label-block.ts';
import { hasDrifted } from '../../src/github/label-drift.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { repairMarker } from '../../src/github/repair-comment-text.ts';
import { accountStore } from '../../src/redis/account-store.ts';
import { readAccounts } from '../../src/store/read-accounts.ts';
import type { BreakerRecord } from '../../src/store/account-record.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { noteDrift } from '../../src/transitions/note-drift.ts';
import { repair } from '../../src/transitions/repair.ts';
import { reset } from '../../src/transitions/reset.ts';
import { releaseQuarantine } from '../../src/transitions/quarantine-release.ts';
import { retryAccount } from '../../src/transitions/gate-retry.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { type Edit, ISSUE, People } from './people.ts';
import { StillClock } from './still-clock.ts';
import type { Step, Trouble } from './steps.ts';
import { settings, StoryWorker, type Surroundings } from './story-worker.ts';

const PEOPLES = ['bug', 'Help Wanted'];
const map = labelMapOf(settings);
const PATHS: Readonly<Record<Trouble['method'], RegExp>> = {
  GET: /\/issues\/1\/(labels|comments)$/,
  POST: /\/issues\/1\/(labels|comments)$/,
  DELETE: /\/issues\/1\/labels\//,
};
/** Longer than a write may land late, and than a pass that died counts as under way. */
const SETTLING_MS = 61_000;
/** Longer than labels are left alone, and than any breaker stays open. */
const LONG_MS = 3_700_000;
const MOST_ROUNDS = 12;

export interface StoryOptions {
  /** Whether webhooks tell of what people do to labels; else only a sweep finds it. Default false. */
  hearsOfEdits?: boolean;
}

/** What an operator sees of the issue and of the account. */
export interface Standing {
  /** Whether the labels wait for a pass, or for an operator since GitHub refused them. */
  issue: 'in sync' | 'waiting' | 'blocked';
  account: 'fine' | 'paused' | 'broken';
  host: 'fine' | 'broken';
  reason: string;
}

export class Story {
  readonly #clock = new StillClock();
  readonly #driven: DrivenProject;
  readonly #around: Surroundings;
  readonly #people: People;
  readonly #hearsOfEdits: boolean;
  /** What the label of each status is called on GitHub. */
  readonly #calledNow = new Map<Status, string>(
    Object.entries(map.labels).map(([status, { name }]) => [status as Status, name]),
  );
  readonly #repaired: Fence[] = [];
  readonly #faults: string[] = [];
  #held: { processId: ProcessId; fence: Fence } | undefined;
  #pausedUntilMs = 0;
  /** Something happened that only a sweep is bound to find. */
  #needsSweep = false;
  /**
   * A write may land after a person renamed its label: nobody can keep GitHub from making a new one of the old name,
   * nor from putting it on the issue. A name of the settings is taken off again; one that a person had given may be
   * anybody's by now, and stays.
   */
  #isLateAndRenamed = { late: false, renamed: false };
  /** A comment may be refused for good. */
  #mayRefuseComments = false;

  /** A story at its beginning: the issue is held, and nothing shows on GitHub yet. */
  static async open(redis: Redis, options: StoryOptions = {}): Promise<Story> {
    const story = new Story(new DrivenProject(redis), await startGitHubSimulator(), options);
    story.#stand();
    await story.#worker().start();
    await story.take({ step: 'move', as: 'completed' });
    return story;
  }

  async close(): Promise<void> {
    await this.#around.simulator.stop();
  }

  private constructor(driven: DrivenProject, simulator: GitHubSimulator, { hearsOfEdits = false }: StoryOptions) {
    this.#hearsOfEdits = hearsOfEdits;
    this.#driven = driven;
    const project = projectSchema.parse(driven.store.keys.project);
    const repository = simulator.repo(project.name);
    repository.createIssue({ number: ISSUE, labels: PEOPLES });
    this.#people = new People(repository, PEOPLES, (name) => this.#isMirins(name));
    simulator.onLabelChange((change) => this.#people.watch(change));
    this.#around = {
      project,
      store: driven.store,
      clock: this.#clock,
      simulator,
      account: { id: randomBytes(6).toString('hex'), host: `${randomBytes(6).toString('hex')}.test` },
      onRequest: () => this.#noteRequest(),
      onPause: (forMs) => (this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.nowMs + forMs)),
    };
  }

  async take(step: Step): Promise<void> {
    this.#stand();
    switch (step.step) {
      case 'move':
        return this.#move(step.as);
      case 'orphan':
        return this.#orphan();
      case 'reset':
        await reset(this.#store, ISSUE, 'a person');
        return;
      case 'pass':
        return this.#worker(step.diesAfter).syncLabels();
      case 'passes':
        await Promise.all([this.#worker().syncLabels(), this.#worker().syncLabels()]);
        return;
      case 'tell':
        return this.#worker(step.diesAfter).tellOfRepairs();
      case 'sweep':
        return this.#worker().sweep();
      case 'wait':
        return this.#clock.pass(step.ms);
      case 'edit':
        return this.#edit(step.edit);
      case 'trouble':
        return this.#trouble(step.trouble);
    }
  }

  async #move(as: CheckinStatus): Promise<void> {
    if (this.#held !== undefined) {
      const { processId, fence } = this.#held;
      this.#held = undefined;
      await this.#driven.handBack(ISSUE, processId, fence, as);
      return;
    }
    await releaseQuarantine(this.#store, ISSUE, 'a person');
    const processId = await this.#driven.register();
    const got = await this.#driven.ask(ISSUE, processId, { reopen: true });
    if (got.outcome === 'granted') this.#held = { processId, fence: got.fence };
  }

  async #orphan(): Promise<void> {
    if (this.#held === undefined) return;
    const { processId: holder, fence } = this.#held;
    const deadlineMs = Number(await this.#store.redis.zscore(this.#store.keys.own.leases, ISSUE));
    const orphan = { issue: ISSUE, holder, fence, deadlineMs, cause: 'dead' } as const;
    const { outcome } = await repair(this.#store, orphan, this.#driven.rules, 'a test', { isCommentWanted: true });
    if (outcome !== 'repaired') return;
    this.#held = undefined;
    this.#repaired.push(fence);
  }

  async #edit(edit: Edit): Promise<void> {
    this.#people.do(edit, this.#calledNow);
    if (edit.edit === 'lock') this.#mayRefuseComments = true;
    if (edit.edit === 'rename') this.#isLateAndRenamed.renamed = true;
    if (edit.edit === 'rename' || !this.#hearsOfEdits) this.#needsSweep = true;
    else await this.#hear();
  }

  /** As a webhook lets Mirin know. */
  async #hear(): Promise<void> {
    const status = await this.#status();
    const names = this.#repository.labelsOf(ISSUE);
    const known = await calledNow(this.#store, map);
    if (status === null || !hasDrifted(known, status, { seen: 'labels', names })) return;
    if ((await noteDrift(this.#store, ISSUE)) === 'damped') this.#needsSweep = true;
  }

  #trouble({ method, failure, times, fate }: Trouble): void {
    const land = (carryOut: () => void): void => {
      if (typeof fate === 'object') this.#clock.plan(fate.landsAfterMs, carryOut);
    };
    const after = fate === 'done' ? ('commit' as const) : land;
    this.#around.simulator.failNext({ ...failure, method, path: PATHS[method], times, after });
    if (failure.how === 'answer' && failure.status < 500) this.#mayRefuseComments = true;
    if (typeof fate === 'object') this.#isLateAndRenamed.late = true;
  }

  /** What an operator sees now. */
  async standing(): Promise<Standing> {
    const [block] = await readBlocks(this.#store, [ISSUE]);
    const account = (await readAccounts(this.#store.redis)).find(({ id }) => id === this.#around.account.id);
    if (account === undefined) throw new Error('nothing was sent yet');
    const { breaker, hostBreaker, pausedUntilMs, pausedBecause } = account;
    const isDirty = (await this.#store.redis.zscore(this.#store.keys.own.labels_dirty, ISSUE)) !== null;
    return {
      issue: block !== undefined ? 'blocked' : isDirty ? 'waiting' : 'in sync',
      account: breaker.state !== 'closed' ? 'broken' : pausedUntilMs !== undefined ? 'paused' : 'fine',
      host: hostBreaker.state === 'closed' ? 'fine' : 'broken',
      reason: block?.reason ?? pausedBecause ?? becauseOf(breaker) ?? becauseOf(hostBreaker) ?? '',
    };
  }

  /** All is well from now on: what is marked is worked off, and what was refused is asked for again by an operator. */
  async comeToRest(): Promise<void> {
    this.#around.simulator.recover();
    this.#people.makeRoom();
    this.#needsSweep ||= (await this.#store.redis.zcard(this.#store.keys.own.labels_damped)) > 0;
    await this.#workOff();
    if (!this.#needsSweep) return;
    this.#clock.pass(LONG_MS);
    await this.#worker().sweep();
    await this.#workOff();
  }

  async #workOff(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS && (await this.#hasWork()); round += 1) {
      this.#clock.pass(round < MOST_ROUNDS / 2 ? SETTLING_MS : LONG_MS);
      this.#stand();
      await noteBlock(this.#store, ISSUE, undefined);
      await retryAccount(accountStore(this.#store.redis, this.#around.account));
      await this.#worker().syncLabels();
      await this.#worker().tellOfRepairs();
    }
  }

  async #hasWork(): Promise<boolean> {
    const { redis, keys } = this.#store;
    const isDirty = (await redis.zscore(keys.own.labels_dirty, ISSUE)) !== null;
    return isDirty || (await redis.exists(keys.issue(ISSUE).comments)) === 1;
  }

  /** What is not as promised. */
  async judge(): Promise<string[]> {
    const { simulator } = this.#around;
    const changed = this.#people.faults.filter((name) => !this.#mayHaveLanded(name));
    const faults = [...this.#faults, ...changed.map((name) => `Mirin changed the label ${name}`)];
    if (await this.#hasWork()) faults.push('work is left though all was well for long');
    const status = await this.#status();
    const own = status === null || status === 'pending' ? [] : [this.#calledNow.get(status) ?? ''];
    const wanted = [...this.#people.labels, ...own].toSorted().join();
    const borne = this.#labels()
      .filter((name) => !this.#mayHaveLanded(name))
      .join();
    if (borne !== wanted) faults.push(`the issue is ${status} and bears ${borne} instead of ${wanted}`);
    if (simulator.requests.some(({ method }) => method === 'PUT')) faults.push('labels were set as a whole');
    return [...faults, ...this.#commentFaults(), ...this.#definitionFaults()];
  }

  #commentFaults(): string[] {
    const bodies = this.#repository.commentsOf(ISSUE).map(({ body }) => body);
    return this.#repaired.flatMap((fence) => {
      const told = bodies.filter((body) => body.includes(repairMarker({ issue: ISSUE, fence }))).length;
      const isRight = told === 1 || (told === 0 && this.#mayRefuseComments);
      return isRight ? [] : [`the repair of lease ${fence} was told of ${told} times`];
    });
  }

  /** Whether it is what a label was called between two renames, and a write of that time may have landed since. */
  #mayHaveLanded(name: string): boolean {
    const { late, renamed } = this.#isLateAndRenamed;
    return late && renamed && this.#people.formerNames.has(name) && !this.#isMirins(name);
  }

  /** A label that was renamed has no twin of its old name; people here make none either. */
  #definitionFaults(): string[] {
    const { late, renamed } = this.#isLateAndRenamed;
    if (late && renamed) return [];
    const grey = this.#repository.definitions
      .all()
      .filter(({ name, color }) => color === 'ededed' && this.#isMirins(name));
    return grey.map(({ name }) => `the label ${name} was used before it was defined`);
  }

  #noteRequest(): void {
    if (this.#clock.nowMs < this.#pausedUntilMs) this.#faults.push('a request was sent while the account had to wait');
  }

  #isMirins(name: string): boolean {
    const names = [...this.#calledNow.values(), ...Object.values(map.labels).map((label) => label.name)];
    return names.some((own) => own.toLowerCase() === name.toLowerCase());
  }

  #labels(): string[] {
    const names = this.#repository.labelsOf(ISSUE);
    return names.map((name) => (this.#isMirins(name) ? name : name.toLowerCase())).toSorted();
  }

  async #status(): Promise<Status | null> {
    return (await this.#store.redis.hget(this.#store.keys.issue(ISSUE).issue, 'status')) as Status | null;
  }

  /** The transitions' time is the story's. */
  #stand(): void {
    this.#driven.setTime(this.#clock.nowMs);
  }

  #worker(diesAfter: number | null = null): StoryWorker {
    return new StoryWorker(this.#around, diesAfter ?? undefined);
  }

  get #store() {
    return this.#driven.store;
  }

  get #repository() {
    return this.#around.simulator.repo(this.#around.project.name);
  }
}

const becauseOf = (breaker: BreakerRecord): string | undefined =>
  breaker.state === 'closed' ? undefined : breaker.because;

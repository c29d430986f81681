/** A worker of a story: runs Mirin's own handlers on the story's clock, and dies when it is told to. */

import type { Redis } from 'ioredis';
import type { Project } from '../../queues/project.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { MirinError } from '../../src/errors.ts';
import type { AccountGate } from '../../src/github/account-gate.ts';
import type { GitHubAccount } from '../../src/github/account.ts';
import { listChanged } from '../../src/github/changed-issues.ts';
import { calledNow } from '../../src/github/called-now.ts';
import { GitHubError } from '../../src/github/errors.ts';
import type { GitHubAccounts } from '../../src/github/github-accounts.ts';
import { GitHubClient } from '../../src/github/github-client.ts';
import { tokenIdentity } from '../../src/github/identity.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { createLog } from '../../src/log/log.ts';
import { accountStore } from '../../src/redis/account-store.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { returnSlot } from '../../src/transitions/gate-return.ts';
import { takeSlot } from '../../src/transitions/gate-take.ts';
import { handleLabelSync } from '../../workers/label-sync-handler.ts';
import { markDrifted } from '../../workers/mark-drifted.ts';
import { ownedLabels } from '../../workers/owned-labels.ts';
import { handleRepairComment } from '../../workers/repair-comment-handler.ts';
import { resumeDamped } from '../../workers/resume-damped.ts';
import type { Site, WorkerContext } from '../../workers/site.ts';
import { Mortality } from './mortality.ts';
import { ISSUE } from './people.ts';
import type { StillClock } from './still-clock.ts';

export const settings = settingsSchema.parse({ repairComments: true });
const log = createLog({ level: 'silent' });
/** What the gate has a request wait for in the middle of a pass; nothing longer is waited for. */
const SHORT_WAIT_MS = 1_500;
const EVERYTHING = { since: '', page: '', etag: '' };

/** What all workers of a story share. */
export interface Surroundings {
  project: Project;
  store: ProjectStore;
  clock: StillClock;
  simulator: GitHubSimulator;
  account: GitHubAccount;
  /** Told when a request is let through to GitHub. */
  onRequest: () => void;
  /** Told when GitHub wants the account to wait for so long. */
  onPause: (forMs: number) => void;
}

export class StoryWorker {
  readonly #around: Surroundings;
  readonly #life: Mortality;
  readonly #redis: Redis;
  readonly #github: GitHubClient;

  constructor(around: Surroundings, diesAfter?: number) {
    this.#around = around;
    this.#life = new Mortality(diesAfter);
    this.#redis = this.#life.over(around.store.redis);
    const { url: apiUrl, token } = around.simulator;
    this.#github = new GitHubClient({ apiUrl, identity: tokenIdentity(token), rereadAfterMs: 0 }, this.#gate());
  }

  syncLabels(): Promise<void> {
    const job = { v: 1, kind: 'label-sync', project: this.#around.project.key, issue: ISSUE } as const;
    return this.#work(() => handleLabelSync(job, this.#site, this.#context));
  }

  tellOfRepairs(): Promise<void> {
    const job = { v: 1, kind: 'repair-comment', project: this.#around.project.key, issue: ISSUE } as const;
    return this.#work(() => handleRepairComment(job, this.#site, this.#context));
  }

  /** Looks at every issue, as a sweep does after whatever may have escaped it. */
  sweep(): Promise<void> {
    return this.#work(async () => {
      const { store, project } = this.#site;
      await resumeDamped(store);
      const page = await listChanged(this.#github.repository(project), EVERYTHING);
      await markDrifted(store, await calledNow(store, labelMapOf(settings)), page?.issues ?? []);
    });
  }

  /** Sees to the definitions of the labels, as a worker that starts does. */
  start(): Promise<void> {
    return this.#work(() => ownedLabels(this.#site, this.#context).ensure(this.#github.repository(this.#site.project)));
  }

  /** What GitHub does is no fault of the worker's, nor is its own death. */
  async #work(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
    } catch (error) {
      const isGitHubs =
        error instanceof GitHubError || (error instanceof MirinError && error.code === 'MIRIN_GITHUB_UNAVAILABLE');
      if (!this.#life.isDead && !isGitHubs) throw error;
    } finally {
      await this.#github.close();
    }
  }

  get #store(): ProjectStore {
    const { store, clock } = this.#around;
    return {
      ...store,
      redis: this.#redis,
      get nowMs() {
        return clock.nowMs;
      },
    };
  }

  get #site(): Site {
    return { project: this.#around.project, store: this.#store } as Site;
  }

  get #context(): WorkerContext {
    const github = { clientOf: (_project: Project) => Promise.resolve(this.#github) } as GitHubAccounts;
    return { settings, github, log } as WorkerContext;
  }

  /** The account's gate, on the story's clock: what waits for a moment lets that moment pass. */
  #gate(): AccountGate {
    const { account, clock, onRequest, onPause } = this.#around;
    const store = () => ({ ...accountStore(this.#redis, account), nowMs: clock.nowMs });
    const gate: AccountGate = {
      take: async (kind, slot) => {
        const decision = await takeSlot(store(), kind, slot);
        if (kind === 'pass') return decision;
        if (decision.outcome === 'granted') onRequest();
        else if (decision.waitMs <= SHORT_WAIT_MS) {
          clock.pass(decision.waitMs);
          return await gate.take(kind, slot);
        }
        return decision;
      },
      giveBack: async (kind, slot, report) => {
        const news = await returnSlot(store(), { kind, slot }, report);
        if (news.news === 'paused') onPause(news.forMs);
      },
    };
    return gate;
  }
}

/** What workers share, and what they have of each project that they serve. */

import type { Redis } from 'ioredis';
import type { Project } from '../queues/project.ts';
import type { Settings } from '../src/configuration/settings.ts';
import type { FollowUpTarget } from '../src/enqueue/follow-ups.ts';
import type { ProjectQueues, SharedQueues } from '../src/enqueue/open-queues.ts';
import type { GitHubAccounts } from '../src/github/github-accounts.ts';
import type { Log } from '../src/log/log.ts';
import type { ProjectStore } from '../src/redis/project-store.ts';
import type { LeaseRules } from '../src/transitions/lease-rules.ts';
import type { LabelService } from './label-service.ts';
import type { RedisWatch } from './redis-watch.ts';

/** One project, as a worker serves it. */
export interface Site {
  readonly project: Project;
  readonly store: ProjectStore;
  readonly queues: ProjectQueues;
  readonly target: FollowUpTarget;
}

/** Everything that a worker process has. */
export interface WorkerContext {
  readonly workerId: string;
  readonly settings: Settings;
  readonly rules: LeaseRules;
  readonly redis: Redis;
  readonly shared: SharedQueues;
  /** The projects that this worker was started for. */
  readonly sites: ReadonlyMap<string, Site>;
  /** Any project by its key: what needs nothing but the state in Redis, every worker can do for every project. */
  readonly visit: (project: string) => Site;
  /** Dirty marks of projects that have no account wait. */
  readonly github: GitHubAccounts;
  readonly labelService: LabelService;
  readonly log: Log;
  /** Tells faults of Redis from others, in the log. */
  readonly watch: RedisWatch;
}

/** What the parts of one client share: connections, queues, store, replies, clock, settings, log. */

import type { Redis } from 'ioredis';
import type { Project } from '../../queues/project.ts';
import type { Settings } from '../configuration/settings.ts';
import type { FollowUpTarget } from '../enqueue/follow-ups.ts';
import type { ProjectQueues, SharedQueues } from '../enqueue/open-queues.ts';
import type { Log } from '../log/log.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import type { LeaseRules } from '../transitions/lease-rules.ts';
import type { GroupCommit } from './group-commit.ts';
import type { RedisClock } from './redis-clock.ts';
import type { Replies } from './replies.ts';

export interface ClientContext {
  readonly project: Project;
  readonly settings: Settings;
  /** With its password: for further connections, never for people. */
  readonly redisUrl: string;
  readonly rules: LeaseRules;
  readonly redis: Redis;
  readonly subscriber: Redis;
  readonly store: ProjectStore;
  readonly queues: ProjectQueues;
  readonly groups: GroupCommit;
  readonly shared: SharedQueues;
  readonly target: FollowUpTarget;
  readonly replies: Replies;
  readonly clock: RedisClock;
  /** Aborts when the client begins to close. */
  readonly closing: AbortController;
  readonly log: Log;
}

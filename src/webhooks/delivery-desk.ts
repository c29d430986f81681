/** Takes deliveries of one board: notes each once, marks what it hints at, and says what follows. */

import { statusSchema, type Status } from '../../queues/values.ts';
import { enqueueFollowUps, type FollowUp, type FollowUpTarget } from '../enqueue/follow-ups.ts';
import { calledNow } from '../github/called-now.ts';
import { hasDrifted } from '../github/label-drift.ts';
import type { LabelMap } from '../github/label-map.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { takeDelivery } from '../transitions/take-delivery.ts';
import { hintOf, type IssueHint } from './hint.ts';
import type { Delivery } from './payload.ts';

/** What came of a delivery; also what GitHub's list of deliveries shows as the answer. */
export interface TakenDelivery {
  /**
   * - `marked`: a pass will look at the issue
   * - `damped`: its labels were put right too often, and are left alone for now
   * - `repeated`: was here before
   * - `ignored`: nothing follows from it
   */
  outcome: 'marked' | 'damped' | 'repeated' | 'ignored';
  /** Why nothing follows. */
  reason?: string;
  project?: string;
  issue?: number;
}

/** Where deliveries are taken. */
export interface DeliveryDesk {
  /** @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`): nothing was noted, it may be sent again */
  take(delivery: Delivery): Promise<TakenDelivery>;
  /** Sets the work going that a taken delivery leads to; whatever is lost here, the scan finds again. */
  follow(taken: TakenDelivery): Promise<void>;
}

/** `targets`: by the projects' keys. `mapOf`: as the settings say it for a project. */
export function openDeliveryDesk(
  targets: ReadonlyMap<string, FollowUpTarget>,
  mapOf: (project: string) => LabelMap,
): DeliveryDesk {
  return {
    take: async (delivery) => {
      const hint = hintOf(delivery);
      if (typeof hint === 'string') return { outcome: 'ignored', reason: hint };
      const store = targets.get(hint.project)?.store;
      if (store === undefined) return { outcome: 'ignored', reason: 'the repository is no project of this board' };
      const map = await calledNow(store, mapOf(hint.project));
      return { ...(await takeHint(store, delivery.id, hint, map)), project: hint.project, issue: hint.issue };
    },
    follow: async ({ outcome, project = '', issue = 0 }) => {
      const target = targets.get(project);
      if (outcome !== 'marked' || target === undefined || !(await isServed(target.store))) return;
      const pass: FollowUp = { kind: 'label-sync', issue, because: 'due' };
      await enqueueFollowUps(target, [pass]);
    },
  };
}

/** The delivery is noted with the mark in one step: neither can be there without the other. */
async function takeHint(
  store: ProjectStore,
  deliveryId: string,
  { issue, sighting }: IssueHint,
  map: LabelMap,
): Promise<TakenDelivery> {
  const status = await readStatus(store, issue);
  const isDrift = status !== null && hasDrifted(map, status, sighting);
  const outcome = await takeDelivery(store, { deliveryId, issue, isDrift });
  if (outcome !== 'noted') return { outcome };
  const reason = status === null ? 'the issue was never checked out' : 'the labels agree with the state';
  return { outcome: 'ignored', reason };
}

async function readStatus(store: ProjectStore, issue: number): Promise<Status | null> {
  const status = await store.redis.hget(store.keys.issue(issue).issue, 'status').catch((error: unknown) => {
    throw toRedisFault(error, 'reading the state of an issue');
  });
  return status === null ? null : statusSchema.parse(status);
}

/** Without a worker that has a token, passes would only pile up; the mark waits for one. */
async function isServed({ redis, keys }: ProjectStore): Promise<boolean> {
  return (await redis.exists(keys.own.labels_served)) === 1;
}

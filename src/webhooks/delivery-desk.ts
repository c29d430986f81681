/** Takes deliveries of one board: notes each once, marks what it hints at, and says what follows. */

import { statusSchema, type Status } from '../../queues/values.ts';
import { enqueueFollowUps, type FollowUp, type FollowUpTarget } from '../enqueue/follow-ups.ts';
import { calledNow } from '../github/called-now.ts';
import { hasDrifted, type LabelSighting } from '../github/label-drift.ts';
import { isOwnedLabel, type LabelMap } from '../github/label-map.ts';
import { operatorLabelsAmong } from '../github/operator-label.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { present } from '../store/present.ts';
import { takeDelivery } from '../transitions/take-delivery.ts';
import { takeRecheck } from '../transitions/take-recheck.ts';
import { hintOf, projectOf, type IssueHint } from './hint.ts';
import { offerWork, type RuleOf } from './offer-work.ts';
import type { Delivery } from './payload.ts';
import { projectHintOf, type ProjectHint } from './project-hint.ts';
import type { TakenDelivery } from './taken-delivery.ts';

/** Where deliveries are taken. */
export interface DeliveryDesk {
  /** @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`): nothing was noted, it may be sent again */
  take(delivery: Delivery): Promise<TakenDelivery>;
  /** Sets the work going that a taken delivery leads to; whatever is lost here, the scan finds again. */
  follow(taken: TakenDelivery): Promise<void>;
}

type Targets = ReadonlyMap<string, FollowUpTarget>;
/** The label map as the settings say it for a project. */
type MapOf = (project: string) => LabelMap;

/** `targets`: by the projects' keys. */
export function openDeliveryDesk(targets: Targets, mapOf: MapOf, ruleOf: RuleOf = () => undefined): DeliveryDesk {
  const offer = { ruleOf, storeOf: (project: string) => targets.get(project)?.store };
  return {
    take: async (delivery) => {
      const ofProject = await readProjectHint(targets, delivery, mapOf);
      if (ofProject !== undefined) return takeProject(targets, delivery, ofProject);
      return offerWork(delivery, await takeIssue(targets, delivery, mapOf), offer);
    },
    follow: async ({ outcome, project = '', issue = 0, projects = [], comment, isOffered }) => {
      if (outcome === 'asked') await follow(targets.get(project), { kind: 'operator-label', issue });
      if (outcome === 'marked') await follow(targets.get(project), { kind: 'label-sync', issue, because: 'due' });
      if (isOffered === true)
        await follow(targets.get(project), present({ kind: 'intake-look', issue, comment } as const));
      for (const each of projects) await follow(targets.get(each), { kind: 'project-sweep' });
    },
  };
}

/** Without a worker that has a token, jobs would only pile up; the marks wait for one. */
async function follow(target: FollowUpTarget | undefined, followUp: FollowUp): Promise<void> {
  if (target === undefined || !(await isServed(target.store))) return;
  await enqueueFollowUps(target, [followUp]);
}

async function readProjectHint(targets: Targets, delivery: Delivery, mapOf: MapOf): Promise<ProjectHint | undefined> {
  const project = projectOf(delivery.payload) ?? '';
  const store = targets.get(project)?.store;
  const map = store && (await calledNow(store, mapOf(project)));
  return projectHintOf(delivery, (name) => map !== undefined && isOwnedLabel(map, name));
}

async function takeIssue(targets: Targets, delivery: Delivery, mapOf: MapOf): Promise<TakenDelivery> {
  const hint = hintOf(delivery);
  if (typeof hint === 'string') return { outcome: 'ignored', reason: hint };
  const store = targets.get(hint.project)?.store;
  if (store === undefined) return UNKNOWN;
  const map = await calledNow(store, mapOf(hint.project));
  return { ...(await takeHint(store, delivery.id, hint, map)), project: hint.project, issue: hint.issue };
}

/** What names no repository, as an installation does, concerns them all. */
async function takeProject(targets: Targets, { id, payload }: Delivery, hint: ProjectHint): Promise<TakenDelivery> {
  const named = projectOf(payload);
  const concerned = [...targets].filter(([project]) => named === undefined || project === named);
  if (concerned.length === 0) return UNKNOWN;
  if (!hint.isRecheck) return { outcome: 'told', reason: hint.what };
  const outcomes = await Promise.all(concerned.map(([, { store }]) => takeRecheck(store, id)));
  const projects = concerned.map(([project]) => project).filter((_, index) => outcomes[index] === 'rechecked');
  return projects.length === 0 ? { outcome: 'repeated' } : { outcome: 'rechecked', reason: hint.what, projects };
}

const UNKNOWN: TakenDelivery = { outcome: 'ignored', reason: 'the repository is no project of this board' };

/** The delivery is noted with the mark in one step: neither can be there without the other. */
async function takeHint(
  store: ProjectStore,
  deliveryId: string,
  { issue, sighting }: IssueHint,
  map: LabelMap,
): Promise<TakenDelivery> {
  const status = await readStatus(store, issue);
  const isDrift = status !== null && hasDrifted(map, status, sighting);
  const isAsking = asksForSomething(map, sighting);
  const outcome = await takeDelivery(store, { deliveryId, issue, isDrift, isAsking });
  if (isAsking && outcome !== 'repeated') return { outcome: 'asked' };
  if (outcome !== 'noted') return { outcome };
  const reason = status === null ? 'the issue was never checked out' : 'the labels agree with the state';
  return { outcome: 'ignored', reason };
}

/** What is seen besides, such as drift, has its own mark, which the scan follows. */
function asksForSomething(map: LabelMap, sighting: LabelSighting): boolean {
  if (sighting.seen === 'added') return operatorLabelsAmong(map, [sighting.name]).length > 0;
  return sighting.seen === 'labels' && operatorLabelsAmong(map, sighting.names).length > 0;
}

async function readStatus(store: ProjectStore, issue: number): Promise<Status | null> {
  const status = await store.redis.hget(store.keys.issue(issue).issue, 'status').catch((error: unknown) => {
    throw toRedisFault(error, 'reading the state of an issue');
  });
  return status === null ? null : statusSchema.parse(status);
}

async function isServed({ redis, keys }: ProjectStore): Promise<boolean> {
  return (await redis.exists(keys.own.labels_served)) === 1;
}

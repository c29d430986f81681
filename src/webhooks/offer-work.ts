/** Says of a delivery that was taken whether a worker is to look for work in it. */

import type { IntakeRule } from '../intake/intake-rule.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { takeDelivery } from '../transitions/take-delivery.ts';
import type { TakenDelivery } from './taken-delivery.ts';
import { projectOf } from './hint.ts';
import type { Delivery } from './payload.ts';
import { workHintOf, type WorkHint } from './work-hint.ts';

/** The rule of a project; undefined where it takes no work by itself, or is not served. */
export type RuleOf = (project: string) => IntakeRule | undefined;

/** What came of the delivery, with the look that follows. `storeOf`: of a project that is served. */
export async function offerWork(
  delivery: Delivery,
  taken: TakenDelivery,
  { ruleOf, storeOf }: { ruleOf: RuleOf; storeOf: (project: string) => ProjectStore | undefined },
): Promise<TakenDelivery> {
  const project = projectOf(delivery.payload) ?? '';
  const store = storeOf(project);
  const rule = ruleOf(project);
  if (store === undefined || rule === undefined || taken.outcome === 'repeated') return taken;
  const work = workHintOf(delivery, rule);
  if (work === undefined) return taken;
  // What is about labels was noted when it was taken.
  const isNew = taken.issue !== undefined || (await isFirst(store, delivery, work));
  if (!isNew) return { outcome: 'repeated' };
  const { reason: _, ...rest } = taken;
  if (taken.outcome !== 'ignored') return { ...taken, isOffered: true };
  return { ...rest, outcome: 'offered', project, ...work, isOffered: true };
}

async function isFirst(store: ProjectStore, { id }: Delivery, { issue }: WorkHint): Promise<boolean> {
  return (await takeDelivery(store, { deliveryId: id, issue, isDrift: false })) !== 'repeated';
}

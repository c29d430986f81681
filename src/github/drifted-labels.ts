/** Compares what GitHub shows with what the state demands, now, for all issues; changes nothing. */

import { type Status, statusSchema } from '../../queues/values.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { issuesOfStatus } from '../store/issues-of-status.ts';
import { present } from '../store/present.ts';
import { type Read, readTogether } from '../store/read-together.ts';
import { listChanged } from './changed-issues.ts';
import { GitHubError } from './errors.ts';
import { IssueLabels } from './issue-labels.ts';
import { readBlocks } from './label-block.ts';
import { type LabelMap, wantedLabels } from './label-map.ts';
import { foldName } from './label-names.ts';
import { planLabels } from './label-plan.ts';
import type { Repository } from './repository.ts';
import { BY_PRECEDENCE } from './shown-state.ts';

/** An issue whose labels are not those that its state demands. */
export interface DriftedIssue {
  issue: number;
  /** null: Mirin does not know it. */
  status: Status | null;
  /** Demanded by the state, and not there. */
  missing: readonly string[];
  /** Owned, there, and not demanded. */
  stale: readonly string[];
  /** Noted already: a pass is to put it right. */
  isDirty: boolean;
  /** Why GitHub refuses the labels of this state. */
  blocked?: string;
  /** Changed by others again and again, and left alone until then. */
  dampedUntilMs?: number;
}

/** What is looked at. */
export interface LabelScene {
  store: ProjectStore;
  repository: Repository;
  /** With the names that the labels bear now. */
  map: LabelMap;
}

/**
 * Lists are a hint, since GitHub's lag behind: whatever seems to differ is read by itself before it is told of.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function* driftedLabels(scene: LabelScene): AsyncGenerator<DriftedIssue> {
  const listed = await listOwned(scene);
  const suspects = new Set(listed.keys());
  for (const status of BY_PRECEDENCE) {
    for await (const issue of issuesOfStatus(scene.store, status)) suspects.add(issue);
  }
  for (const issue of [...suspects].toSorted((one, other) => one - other)) {
    const seeming = await compare(scene, issue, listed.get(issue) ?? []);
    const confirmed = seeming && (await compareAgain(scene, seeming));
    if (confirmed !== undefined) yield confirmed;
  }
}

/** All issues that bear an owned label, with all their labels; no pull requests. */
async function listOwned({ repository, map }: LabelScene): Promise<Map<number, readonly string[]>> {
  const names = [...Object.values(map.labels).map(({ name }) => name), ...map.retired].map(foldName);
  const found = new Map<number, readonly string[]>();
  for (const label of new Set(names)) {
    let page = '';
    do {
      const listed = await listChanged(repository, { since: '', etag: '', page }, { label });
      for (const { issue, labels } of listed?.issues ?? []) found.set(issue, labels);
      page = listed?.next ?? '';
    } while (page !== '');
  }
  return found;
}

async function compareAgain(scene: LabelScene, seeming: DriftedIssue): Promise<DriftedIssue | undefined> {
  try {
    const labels = await new IssueLabels(scene.repository, seeming.issue).list();
    return await compare(
      scene,
      seeming.issue,
      labels.map(({ name }) => name),
    );
  } catch (error) {
    const isGone = error instanceof GitHubError && (error.fault.kind === 'missing' || error.fault.kind === 'permanent');
    if (isGone) return { ...seeming, blocked: seeming.blocked ?? error.fault.reason };
    throw error;
  }
}

/** undefined where nothing differs. */
async function compare(
  { store, map }: LabelScene,
  issue: number,
  labels: readonly string[],
): Promise<DriftedIssue | undefined> {
  const { status, wasShown, ...standing } = await readStanding(store, issue);
  const plan = planLabels(map, { present: labels, wanted: wantedLabels(map, status), wasShown });
  if (plan.add.length + plan.remove.length === 0) return undefined;
  return { issue, status, missing: plan.add, stale: plan.remove, ...standing };
}

async function readStanding(store: ProjectStore, issue: number) {
  const { labels_dirty: dirty, labels_damped: damped } = store.keys.own;
  const reads: Read[] = [
    ['hmget', store.keys.issue(issue).issue, 'status', 'version', 'labelVersion'],
    ['zscore', dirty, issue],
    ['zscore', damped, issue],
  ];
  const [fields, dirtySince, dampedUntil] = await readTogether(store, reads, 'reading how labels stand');
  const [status, version, shown] = fields as (string | null)[];
  const [block] = await readBlocks(store, [issue]);
  return {
    status: statusSchema.nullable().parse(status ?? null),
    wasShown: version !== null && version === shown,
    isDirty: dirtySince !== null,
    ...present({ blocked: block?.reason, dampedUntilMs: dampedUntil === null ? undefined : Number(dampedUntil) }),
  };
}

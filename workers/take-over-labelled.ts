/** Takes over those of a list of issues that bear an owned label though Redis knows nothing of them. */

import { settingsFor } from '../src/configuration/settings-for.ts';
import type { ListedIssue } from '../src/github/listed-issue.ts';
import type { LabelMap } from '../src/github/label-map.ts';
import { shownState } from '../src/github/shown-state.ts';
import { type LabelledIssue, takeOver } from '../src/migration/take-over.ts';
import { isKnown } from '../src/store/is-known.ts';
import { redisTimeMs } from '../src/store/redis-time.ts';
import type { Site, WorkerContext } from './site.ts';

export interface TakenOver {
  issues: number[];
  /** Redis was just restarted: after so long the rest can be taken over. */
  waitMs?: number;
}

/** Harmless however often: whoever checks an issue out meanwhile has it. */
export async function takeOverLabelled(
  { store, project }: Pick<Site, 'store' | 'project'>,
  { settings, rules }: Pick<WorkerContext, 'settings' | 'rules'>,
  map: LabelMap,
  listed: readonly ListedIssue[],
): Promise<TakenOver> {
  const { takeOverLabelled: isWanted, heartbeatTtlMs: silenceMs } = settingsFor(settings, project.key);
  const issues: number[] = [];
  if (!isWanted) return { issues };
  const labelled = listed.flatMap(({ issue, ...shown }): LabelledIssue[] => {
    const status = shownState(map, shown);
    return status === undefined ? [] : [{ issue, status }];
  });
  const areKnown = await isKnown(
    store,
    labelled.map(({ issue }) => issue),
  );
  for (const unknown of labelled.filter((_, index) => !areKnown[index])) {
    const outcome = await takeOver(store, unknown, { silenceMs, restartWaitMs: rules.restartWaitMs });
    if (outcome.outcome === 'taken-over') issues.push(unknown.issue);
    if (outcome.outcome === 'cooling-down') return { issues, waitMs: outcome.untilMs - (await redisTimeMs(store)) };
  }
  return { issues };
}

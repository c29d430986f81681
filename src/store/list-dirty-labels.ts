/** Lists the issues whose labels may differ from what their state demands, longest marked first. */

import { readBlocks, type StandingBlock } from '../github/label-block.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { type PageOptions, pageSchema } from './page.ts';
import { present } from './present.ts';
import { pageOfRecords } from './sorted-set-page.ts';

export interface DirtyLabels {
  issue: number;
  dirtySinceMs: number;
  /** GitHub refused the labels of the present state for good: left alone until it moves on, or an operator says so. */
  blocked?: StandingBlock;
}

export interface DirtyLabelsPage {
  issues: DirtyLabels[];
  /** The cursor of the next page; null after the last one. */
  next: string | null;
}

/** One page. */
export async function listDirtyLabels(store: ProjectStore, options: PageOptions = {}): Promise<DirtyLabelsPage> {
  const page = parseRequest(pageSchema, options, 'options');
  const set = { key: store.keys.own.labels_dirty, order: 'rising' } as const;
  const { records, next } = await pageOfRecords(store, set, page, async (entries) => {
    const issues = entries.map(({ member }) => Number(member));
    const blocks = await readBlocks(store, issues);
    return entries.map(
      ({ score }, index): DirtyLabels => ({
        issue: issues[index] ?? 0,
        dirtySinceMs: score,
        ...present({ blocked: blocks[index] }),
      }),
    );
  });
  return { issues: records, next };
}

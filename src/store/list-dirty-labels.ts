/** Lists the issues whose labels may differ from what their state demands, longest marked first. */

import type { ProjectStore } from '../redis/project-store.ts';
import { parseRequest } from '../validation.ts';
import { type PageOptions, pageSchema } from './page.ts';
import { pageOfRecords } from './sorted-set-page.ts';

export interface DirtyLabels {
  issue: number;
  dirtySinceMs: number;
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
  const { records, next } = await pageOfRecords(store, set, page, async (entries) =>
    entries.map(({ member, score }) => ({ issue: Number(member), dirtySinceMs: score })),
  );
  return { issues: records, next };
}

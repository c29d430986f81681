/** Notes those of a list of issues that bear a label by which somebody asks for something. */

import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { ListedIssue } from '../src/github/listed-issue.ts';
import type { LabelMap } from '../src/github/label-map.ts';
import { operatorLabelsAmong } from '../src/github/operator-label.ts';
import { noteAsked } from '../src/store/asked-by-label.ts';
import type { Site } from './site.ts';

/** What follows; who set the labels, and whether they may, is asked then. */
export async function noteOperatorLabels(
  { store }: Pick<Site, 'store'>,
  map: LabelMap,
  listed: readonly ListedIssue[],
): Promise<FollowUp[]> {
  const asked = listed.filter(({ labels }) => operatorLabelsAmong(map, labels).length > 0).map(({ issue }) => issue);
  await noteAsked(store, asked);
  return asked.map((issue) => ({ kind: 'operator-label', issue }));
}

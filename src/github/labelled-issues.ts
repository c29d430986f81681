/** Lists all issues of a repository that bear the label of a status, with the state that their labels show. */

import type { Status } from '../../queues/values.ts';
import { listChanged } from './changed-issues.ts';
import type { LabelMap } from './label-map.ts';
import type { Repository } from './repository.ts';
import { BY_PRECEDENCE, shownState } from './shown-state.ts';

export interface ShownByLabels {
  issue: number;
  status: Status;
}

/**
 * Page by page, label by label, closed issues too, no pull requests; an issue of several labels comes once.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function* labelledIssues(repository: Repository, map: LabelMap): AsyncGenerator<ShownByLabels> {
  const seen = new Set<number>();
  for (const labelled of BY_PRECEDENCE) {
    let page = '';
    do {
      const listed = await listChanged(repository, { since: '', etag: '', page }, { label: map.labels[labelled].name });
      for (const { issue, ...shown } of listed?.issues ?? []) {
        const status = shownState(map, shown);
        if (seen.has(issue) || status === undefined) continue;
        seen.add(issue);
        yield { issue, status };
      }
      page = listed?.next ?? '';
    } while (page !== '');
  }
}

/** Sets issues in a table. */

import type { IssueRecord } from '../src/store/issue-record.ts';
import { table } from './table.ts';
import { relative, when } from './times.ts';

/** One line an issue; `columns` is the room there is. */
export function issueTable(issues: readonly IssueRecord[], columns: number): string {
  return table(
    issues,
    [
      { title: 'ISSUE', align: 'right', text: ({ issue }) => `#${issue}` },
      { title: 'STATUS', text: ({ status }) => status },
      { title: 'TYPE', text: ({ taskType }) => taskType },
      { title: 'CHANGED', text: ({ lastUpdateMs }) => relative(lastUpdateMs) },
      { title: 'HOLDER', text: holderText },
      { title: 'NOTE', text: noteText },
    ],
    columns,
  );
}

const holderText = ({ processId, checkedOutBy }: IssueRecord): string => processId ?? checkedOutBy ?? '';

function noteText({ isExpired, expiresAtMs, reason, coolUntilMs, orphanings }: IssueRecord): string {
  if (isExpired && expiresAtMs !== undefined) return `ran out ${relative(expiresAtMs)}`;
  if (expiresAtMs !== undefined) return `until ${when(expiresAtMs)}`;
  if (reason !== undefined) return reason;
  if (coolUntilMs !== undefined && coolUntilMs > Date.now()) return `granted again ${relative(coolUntilMs)}`;
  return orphanings.length === 0 ? '' : `${orphanings.length} holders died`;
}

/** Words one issue and its history for people. */

import type { EventRecord } from '../src/store/event-record.ts';
import type { IssueRecord } from '../src/store/issue-record.ts';
import { facts, table } from './table.ts';
import { local, when } from './times.ts';

const SHOWN_JSON_CHARACTERS = 500;

export function issueText(issue: IssueRecord, history: readonly EventRecord[], columns: number): string {
  return `${recordText(issue)}\n\n${historyText(history, columns)}`;
}

function recordText(issue: IssueRecord): string {
  const { expiresAtMs, startTimeMs, endTimeMs, orphanings, previous, labels, coolUntilMs } = issue;
  return facts([
    ['issue', `#${issue.issue}`],
    ['status', issue.isExpired ? `${issue.status} (the lease ran out)` : issue.status],
    ['holder', issue.processId],
    ['host', issue.host],
    ['fence', issue.fence],
    ['lease until', timeText(expiresAtMs)],
    ['task type', issue.taskType],
    ['priority', issue.priority],
    ['attempt', issue.attempt === 0 ? undefined : issue.attempt],
    ['taken', timeText(startTimeMs)],
    ['ended', timeText(endTimeMs)],
    ['changed', when(issue.lastUpdateMs)],
    ['reason', issue.reason],
    ['granted again', coolUntilMs === undefined ? undefined : when(coolUntilMs)],
    ['holders died', orphanings.map((atMs) => local(atMs)).join(', ')],
    ['lease before', previous && `${previous.processId}, ended ${when(previous.endedAtMs)}: ${previous.ended}`],
    ['labels', labels.dirtySinceMs === undefined ? 'put right' : `to put right since ${when(labels.dirtySinceMs)}`],
    ['result', jsonText(issue.result)],
    ['metadata', jsonText(issue.metadata)],
  ]);
}

function historyText(history: readonly EventRecord[], columns: number): string {
  return table(
    history,
    [
      { title: 'WHEN', text: ({ atMs }) => local(atMs) },
      { title: 'WHAT', text: ({ type }) => type },
      { title: 'STATUS', text: ({ from, to }) => (to === undefined ? '' : `${from ?? 'new'} → ${to}`) },
      { title: 'WHO', text: ({ processId, by }) => processId ?? by },
      { title: 'WHY', text: whyText },
    ],
    columns,
  );
}

function whyText({ reason, cause, isCounted, by, processId }: EventRecord): string {
  const crash = isCounted === undefined ? '' : isCounted ? 'counts as a crash' : 'not counted';
  const author = by !== undefined && by !== processId ? `by ${by}` : '';
  return [cause, crash, reason, author].filter((part) => part !== undefined && part !== '').join(', ');
}

const timeText = (atMs: number | undefined): string | undefined => (atMs === undefined ? undefined : when(atMs));

function jsonText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > SHOWN_JSON_CHARACTERS ? `${text.slice(0, SHOWN_JSON_CHARACTERS)}… (--json shows all)` : text;
}

/** Gathers into the metadata whatever of a record has no place of its own in Mirin, so that nothing is lost. */

import { MAX_PAYLOAD_BYTES } from '../../queues/values.ts';
import { entriesOf, type JsonEntry } from './json-text.ts';
import { RUNNING_TASKS_FILE, type ImportedIssue } from './poppo-state.ts';

export interface ImportedMetadata {
  /** A JSON object, its values in the source's own words. */
  text: string;
  notes: readonly string[];
}

/**
 * The record's `metadata`, its fields that are not in `placed`, and its running tasks. Where a field and a member of
 * `metadata` bear one name, the latter is called `metadata.NAME`.
 */
export function metadataOf(record: ImportedIssue, placed: ReadonlySet<string>): ImportedMetadata {
  const metadata = record.texts.get('metadata') ?? '';
  const isObject = metadata.startsWith('{');
  const extras = [...record.texts].filter(
    ([name, text]) => text !== 'null' && !placed.has(name) && !(isObject && name === 'metadata'),
  );
  const taken = new Set(extras.map(([name]) => name));
  const members = (isObject ? entriesOf(metadata) : []).map(
    ([name, text]): JsonEntry => [taken.has(name) ? `metadata.${name}` : name, text],
  );
  return withTasks(record, [...members, ...extras]);
}

function withTasks({ issue, runningTasks }: ImportedIssue, entries: readonly JsonEntry[]): ImportedMetadata {
  if (runningTasks.length === 0) return { text: objectText(entries), notes: [] };
  const tasks = objectText(runningTasks.map((task) => [task.id, task.text]));
  const text = objectText([...entries, [RUNNING_TASKS_FILE, tasks]]);
  if (Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES) return { text, notes: [] };
  const note = `#${issue}: its ${runningTasks.length} running tasks are too large to be kept in its metadata`;
  return { text: objectText(entries), notes: [note] };
}

function objectText(entries: readonly JsonEntry[]): string {
  return `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** Reads one of PoppoBuilder's state files as compact JSON, in bounded memory. */

import path from 'node:path';
import { MAX_PAYLOAD_BYTES } from '../../queues/values.ts';
import { readJsonFile } from '../json-file.ts';
import { ImportUnreadableError } from './errors.ts';
import { compactJson, depthOf } from './json-text.ts';

/** Some 30,000 records; a sound state file is far smaller, a broken one may be of any size. */
export const MAX_STATE_BYTES = 16 * 1024 * 1024;

/** Deeper values are no state but an accident, and exhaust the stack of whoever reads them later. */
const MAX_DEPTH = 100;

/**
 * The file's JSON without white space, or undefined where there is no such file.
 * @throws ImportUnreadableError (`MIRIN_IMPORT_UNREADABLE`) where there is one that can't be read whole
 */
export function readStateFile(dir: string, name: string): string | undefined {
  const file = path.join(dir, name);
  const found = readJsonFile(file, { maxBytes: MAX_STATE_BYTES });
  if (found.state === 'unreadable') throw new ImportUnreadableError(file, found.reason);
  return found.state === 'missing' ? undefined : compactJson(found.text);
}

/** Why Mirin has no room for this entry, if it has none. */
export function oversizeOf(text: string): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PAYLOAD_BYTES) return `too large: ${bytes} bytes, at most ${MAX_PAYLOAD_BYTES} are taken over`;
  return depthOf(text) > MAX_DEPTH ? `nested too deep: at most ${MAX_DEPTH} levels are taken over` : undefined;
}

/** Reads a JSON file in bounded memory and says plainly what is wrong with it, without ever quoting its content. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What was found at a path; `reason` is worded to follow the file's name and a colon. */
export type JsonFile =
  | { state: 'missing' }
  | { state: 'unreadable'; reason: string }
  | { state: 'read'; text: string; value: unknown };

/** Reads at most `maxBytes` of JSON from `file`. Never throws for what the file is or holds. */
export function readJsonFile(file: string, { maxBytes }: { maxBytes: number }): JsonFile {
  try {
    const bytes = readBounded(file, maxBytes);
    return typeof bytes === 'string' ? { state: 'unreadable', reason: bytes } : parse(bytes);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? { state: 'missing' } : { state: 'unreadable', reason: `can't be read (${code})` };
  }
}

/** The file's bytes, or the reason why it is not read at all. */
function readBounded(file: string, maxBytes: number): Buffer | string {
  // Without waiting: to open a pipe that nobody writes to would block for ever.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return 'is not a file';
    if (stat.size > maxBytes) return `is too large: ${stat.size} bytes, at most ${maxBytes} are read`;
    const bytes = Buffer.alloc(stat.size);
    return bytes.subarray(0, readFully(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

function readFully(descriptor: number, bytes: Buffer): number {
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function parse(bytes: Buffer): JsonFile {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { state: 'unreadable', reason: 'is not UTF-8 text' };
  }
  if (text.trim() === '') return { state: 'unreadable', reason: 'is empty' };
  try {
    return { state: 'read', text, value: JSON.parse(text) };
  } catch (error) {
    return { state: 'unreadable', reason: describeSyntaxError(text, error) };
  }
}

/** Where the JSON breaks. Not V8's own words: these quote the text around the fault, and that may be a secret. */
function describeSyntaxError(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (message.includes('end of JSON input') || position >= text.trimEnd().length)
    return 'is cut off: it ends too early';
  return `is not valid JSON${Number.isNaN(position) ? '' : ` at ${lineAndColumn(text, position)}`}`;
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

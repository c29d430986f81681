/** Reads a script's header: `@key name TYPE`, `@keys`, `@arg name`, `@args`, `@include name`, its includes' ones added. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BugError } from '../errors.ts';

export interface ScriptKey {
  name: string;
  /** Redis's own word for the type, or `channel`. */
  type: string;
}

export interface ScriptHeader {
  name: string;
  keys: ScriptKey[];
  /** A list of further keys of one type, after the others. */
  keyList: ScriptKey | undefined;
  args: string[];
  argList: string | undefined;
  /** Bodies of the included files, each once, those that others need first. */
  includes: string[];
  body: string;
}

/** Reads the script at `url` and all that it includes. @throws BugError on an include cycle or a malformed line. */
export function readHeader(url: URL): ScriptHeader {
  const header: ScriptHeader = {
    name: path.basename(url.pathname, '.lua'),
    keys: [{ name: 'schema', type: 'string' }],
    keyList: undefined,
    args: [],
    argList: undefined,
    includes: [],
    body: '',
  };
  header.body = readInto(header, url, new Set(), []);
  return header;
}

function readInto(header: ScriptHeader, url: URL, done: Set<string>, above: string[]): string {
  if (above.includes(url.href)) throw new BugError(`include cycle: ${[...above, url.href].join(' → ')}`);
  const text = textAt(url);
  for (const [, word, name = '', type] of text.matchAll(/^-- @(\w+) ([\w-]+)(?: ([A-Z]+))?/gm)) {
    if (word === 'include') include(header, new URL(`${folderOf(url)}${name}.lua`), done, [...above, url.href]);
    else declare(header, word ?? '', name, type?.toLowerCase());
  }
  return text;
}

/** Most includes are those of many scripts. */
const textsRead = new Map<string, string>();

function textAt(url: URL): string {
  const text = textsRead.get(url.href) ?? readFileSync(url, 'utf8');
  textsRead.set(url.href, text);
  return text;
}

/** Includes all live in one folder below the scripts. */
function folderOf(url: URL): string {
  const folder = new URL('.', url).href;
  return folder.endsWith('/includes/') ? folder : `${folder}includes/`;
}

function include(header: ScriptHeader, url: URL, done: Set<string>, above: string[]): void {
  if (above.includes(url.href)) throw new BugError(`include cycle: ${[...above, url.href].join(' → ')}`);
  if (done.has(url.href)) return;
  done.add(url.href);
  header.includes.push(readInto(header, url, done, above));
}

function declare(header: ScriptHeader, word: string, name: string, type: string | undefined): void {
  const key = { name, type: type ?? 'none' };
  if (word === 'key' && !header.keys.some((known) => known.name === name)) header.keys.push(key);
  if (word === 'keys') header.keyList = key;
  if (word === 'arg' && !header.args.includes(name)) header.args.push(name);
  if (word === 'args') header.argList = name;
}

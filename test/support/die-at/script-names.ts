/** Knows by which hashes Redis knows Mirin's Lua scripts, so that a call can be told by its script's name. */

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readHeader } from '../../../src/redis/script-header.ts';
import { luaForMany, luaForOne } from '../../../src/redis/script-text.ts';

const FOLDER = new URL('../../../src/transitions/', import.meta.url);

/** The hash of a script's text. */
export const hashOf = (text: string): string => createHash('sha1').update(text).digest('hex');

/** Hash → name, of all scripts, whether they run for one call or for many. */
export function scriptNames(): Map<string, string> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.lua'));
  return new Map(
    files.flatMap((file) => {
      const header = readHeader(new URL(file, FOLDER));
      return [luaForOne(header), luaForMany(header)].map((text) => [hashOf(text), path.basename(file, '.lua')]);
    }),
  );
}

/** Remembers for a project, in Redis, under which id GitHub knows each owned label. */

import { z } from 'zod';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import type { KnownLabel, KnownLabels } from './known-labels.ts';

/** `ID NAME`, as the fields of `P:labels:ids` hold it. */
const knownText = z
  .string()
  .regex(/^[1-9][0-9]* .+$/)
  .transform((text): KnownLabel => {
    const blank = text.indexOf(' ');
    return { id: Number(text.slice(0, blank)), name: text.slice(blank + 1) };
  });

/** What is known so far. What can't be read is not known: it is learned again by name. */
export async function readKnownLabels({ redis, keys }: ProjectStore): Promise<KnownLabels> {
  const fields = await redis.hgetall(keys.own.labels_ids).catch((error: unknown) => {
    throw toRedisFault(error, 'reading the ids of labels');
  });
  const entries = Object.entries(fields).flatMap(([name, text]): [string, KnownLabel][] => {
    const known = knownText.safeParse(text);
    return known.success ? [[name, known.data]] : [];
  });
  return new Map(entries);
}

/** Remembers each of `found`, in the place of what was known before. */
export async function rememberLabels({ redis, keys }: ProjectStore, found: KnownLabels): Promise<void> {
  if (found.size === 0) return;
  const texts = [...found].map(([name, { id, name: now }]): [string, string] => [name, `${id} ${now}`]);
  await redis.hset(keys.own.labels_ids, Object.fromEntries(texts)).catch((error: unknown) => {
    throw toRedisFault(error, 'remembering the ids of labels');
  });
}

/** Reads all that Redis holds of a project into values that can be compared with those of the specification. */

import { gapsIn } from '../../src/clock-gap.ts';
import { decodeOutcome } from '../../src/transitions/decode-outcome.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { dumpProject, readKeys } from '../support/project-dump.ts';

type Hash = Record<string, string>;

/** Of these keys, or of all but the version of the keys: their values; texts that hold more than one value are taken apart. */
export async function readContent(
  { redis, keys: { project } }: ProjectStore,
  names?: readonly string[],
): Promise<Record<string, unknown>> {
  const dump = await (names === undefined ? dumpProject(redis, project, ['schema']) : readKeys(redis, project, names));
  return Object.fromEntries(Object.entries(dump).map(([key, value]) => [key, valueOf(key, value)]));
}

function valueOf(key: string, value: unknown): unknown {
  if (key === 'clock') return clockOf(value as Hash);
  if (key.startsWith('request:')) return outcomeOf(value as string);
  if (key.startsWith('issue:') && !Array.isArray(value)) return issueOf(value as Hash);
  if (Array.isArray(value)) return value.map((each: unknown) => (typeof each === 'string' ? each : speaking(each)));
  return typeof value === 'object' ? speaking(value) : value;
}

/** A field that says nothing is as good as not there. */
const speaking = (fields: unknown): Hash =>
  Object.fromEntries(Object.entries(fields as Hash).filter(([, value]) => value !== ''));

function issueOf({ before, ...fields }: Hash): object {
  return { ...speaking(fields), ...(before !== undefined && { before: JSON.parse(before) as unknown }) };
}

function clockOf({ id, tick, runId, restartedAt, gaps = '', braked, brakedAt }: Hash): object {
  return {
    id,
    tickMs: Number(tick),
    runId,
    restartedMs: numberOf(restartedAt),
    gaps: gapsIn(gaps).map(({ startMs, endMs, kind }) => ({ startMs, stopMs: endMs, kind })),
    isBraked: braked === '1',
    brakedMs: numberOf(brakedAt),
  };
}

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** What stands before the blank is the fingerprint; that it tells requests apart is seen by the replies. */
function outcomeOf(text: string): unknown {
  const [, outcome = ''] = /^[0-9a-f]{64} (.+)$/.exec(text) ?? [];
  return decodeOutcome(outcome);
}

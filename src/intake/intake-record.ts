/** What a project's intake is told and tells: its rule as the workers apply it, what stopped it, its last sweep. */

import { z } from 'zod';
import type { Settings } from '../configuration/settings.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { candidateNamed } from './candidate.ts';
import { intakeRuleOf } from './intake-rule.ts';
import { emptyTally, type Tally, tallySchema } from './tally.ts';

const sweepSchema = tallySchema.extend({ finishedAtMs: z.number(), taken: z.number() });

/** A sweep that came to its end. */
export type FinishedSweep = z.output<typeof sweepSchema>;

/** Whether the intake of a project is switched on, as some worker said last. */
export async function isIntakeOn({ redis, keys }: ProjectStore): Promise<boolean> {
  const isOn = await redis.hexists(keys.own.intake, 'rule').catch(fault('reading the rule of the intake'));
  return isOn === 1;
}

/**
 * Makes the rule of the settings the one that counts, with limit and attempts. A new rule has all issues looked at anew;
 * what the former one found is forgotten, but for comments, which no rule is about.
 */
export async function applyRule(store: ProjectStore, settings: Settings): Promise<void> {
  const { redis, keys } = store;
  const rule = intakeRuleOf(settings);
  if (rule === undefined) {
    await redis.hdel(keys.own.intake, 'rule', 'stoppedAt').catch(fault('switching the intake off'));
    return;
  }
  const text = JSON.stringify(rule);
  const known = await redis.hget(keys.own.intake, 'rule').catch(fault('reading the rule of the intake'));
  if (known !== text) await beginAnew(store);
  const applied = { rule: text, limit: settings.maxPendingTasks, attempts: settings.intakeAttempts };
  await redis.hset(keys.own.intake, applied).catch(fault('noting the rule of the intake'));
}

/** In this order: what a crash leaves here is done again, since the rule is noted last. */
async function beginAnew(store: ProjectStore): Promise<void> {
  const { redis, keys } = store;
  const names = await redis.hkeys(keys.own.intake_facts).catch(fault('reading candidates'));
  await dropCandidates(
    store,
    names.filter((name) => candidateNamed(name).comment === undefined),
  );
  await wantWholeSweep(store);
}

/** Takes candidates out of the list, by name. */
export async function dropCandidates({ redis, keys }: ProjectStore, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { intake_waiting, intake_facts } = keys.own;
  const dropping = redis.multi().zrem(intake_waiting, ...names);
  await dropping
    .hdel(intake_facts, ...names)
    .exec()
    .catch(fault('dropping candidates'));
}

/** Has the next sweep look at all issues. */
export async function wantWholeSweep({ redis, keys }: ProjectStore): Promise<void> {
  await redis.hincrby(keys.own.intake_sweep, 'wanted', 1).catch(fault('asking for a whole sweep'));
}

/** What the sweep that is under way has counted so far. */
export async function readTally({ redis, keys }: ProjectStore): Promise<Tally> {
  const text = await redis.hget(keys.own.intake, 'tally').catch(fault('reading the tally of a sweep'));
  return text === null ? emptyTally() : tallySchema.parse(JSON.parse(text));
}

export async function saveTally({ redis, keys }: ProjectStore, tally: Tally): Promise<void> {
  await redis.hset(keys.own.intake, 'tally', JSON.stringify(tally)).catch(fault('noting the tally of a sweep'));
}

/** Keeps what the sweep came upon; the next one counts from nothing. */
export async function saveFinished({ redis, keys }: ProjectStore, sweep: FinishedSweep): Promise<void> {
  const saving = redis.multi().hset(keys.own.intake, 'lastSweep', JSON.stringify(sweep));
  await saving.hdel(keys.own.intake, 'tally').exec().catch(fault('noting a finished sweep'));
}

/** What a sweep that came to its end left for people to read. */
export const finishedSweep = (text: string): FinishedSweep => sweepSchema.parse(JSON.parse(text));

const fault = (what: string) => (error: unknown) => {
  throw toRedisFault(error, what);
};

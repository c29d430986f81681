/** Whom and what steps are about: a few issues and a few processes, those most of all that matter just now. */

import * as fc from 'fast-check';
import { FENCES, NAMES, type Name, type Notes, type WhichFence } from './notes.ts';
import { issueOf, type Issue, type World } from './spec/world.ts';

/** An issue by its number, or one that is held or quarantined just now (1 where none is). */
export type WhichIssue = number | 'held' | 'held last' | 'quarantined';

/** Most steps are about issue 1, so that they come to matter to each other. */
const numbers = fc.oneof(
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.constant(2) },
  { weight: 1, arbitrary: fc.integer({ min: 3, max: 5 }) },
);

/** Any issue. */
export const issues: fc.Arbitrary<WhichIssue> = fc.oneof(
  { weight: 5, arbitrary: numbers },
  { weight: 1, arbitrary: fc.constantFrom<WhichIssue>('held', 'held last', 'quarantined') },
);

/** An issue for a step that asks for a quarantine to end. */
export const quarantinedIssues: fc.Arbitrary<WhichIssue> = fc.oneof(
  { weight: 1, arbitrary: issues },
  { weight: 3, arbitrary: fc.constant<WhichIssue>('quarantined') },
);

/** An issue for a step that asks for a lease to end. */
export const heldIssues: fc.Arbitrary<WhichIssue> = fc.oneof(
  { weight: 1, arbitrary: numbers },
  { weight: 2, arbitrary: fc.constantFrom<WhichIssue>('held', 'held last') },
);

export const issueText = (which: WhichIssue): string =>
  typeof which === 'number' ? `#${which}` : `the ${which} issue`;

/** The issue that is meant. */
export function theIssue(world: World, which: WhichIssue): Issue {
  if (typeof which === 'number') return issueOf(world, which);
  const wanted = which === 'quarantined' ? 'quarantined' : 'processing';
  const all = [...world.issues.values()].filter(({ work }) => work.status === wanted);
  return all.at(which === 'held last' ? -1 : 0) ?? issueOf(world, 1);
}

/** A process in its present life, in the one before, or whoever holds an issue. */
export type WhichProcess = { name: Name; isFormer: boolean } | { holderOf: WhichIssue };

/** True in one of `of` cases. */
export const rarely = (of: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: of - 1, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

export const names: fc.Arbitrary<Name> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Name>('bot') },
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
);

/** Any process, most often one that lives. */
export const processes: fc.Arbitrary<WhichProcess> = fc.record({ name: names, isFormer: rarely(10) });

/** Most often one that holds something. */
export const holders: fc.Arbitrary<WhichProcess> = fc.oneof(
  { weight: 1, arbitrary: processes },
  { weight: 2, arbitrary: fc.record({ holderOf: heldIssues }) },
);

export function processText(which: WhichProcess): string {
  if ('holderOf' in which) return `the holder of ${issueText(which.holderOf)}`;
  return `${which.isFormer ? 'the former ' : ''}${which.name}`;
}

/** The id of the process that is meant. */
export function theProcess(world: World, notes: Notes, which: WhichProcess): ReturnType<Notes['idOf']> {
  if ('name' in which) return notes.idOf(which.name, which.isFormer);
  return notes.holderOf(theIssue(world, which.holderOf));
}

/** Most callers know the fence. */
export const fences: fc.Arbitrary<WhichFence> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<WhichFence>('current') },
  { weight: 3, arbitrary: fc.constantFrom(...FENCES) },
);

/** The shortest leases are left to other tests: keys that live no longer would go while a sequence runs. */
export const ttlsMs = fc.oneof(
  { weight: 6, arbitrary: fc.constant(90_000) },
  { weight: 2, arbitrary: fc.constant(30_000) },
  { weight: 1, arbitrary: fc.constant(86_400_000) },
);

export const taskTypes = fc.constantFrom('misc', 'dogfooding');
export const priorities = fc.constantFrom<'normal' | 'high'>('normal', 'high');

/** The flags that are up. */
export const upIn = (flags: Record<string, boolean>): string[] =>
  Object.entries(flags).flatMap(([name, isUp]) => (isUp ? [name] : []));

/** The flags of a step that are up, for its text. */
export const flags = (of: Record<string, boolean>): string =>
  upIn(of)
    .map((name) => `, ${name}`)
    .join('');

/** Tables of steps: at which points of each a process is to die, and how such a point is called. */

import type { Stage } from '../support/die-at/point.ts';

/** Step → the points of it that are tested. */
export type Steps = Readonly<Record<string, readonly Stage[]>>;

/** Its effect is there or it is not. */
export const AROUND: readonly Stage[] = ['before', 'after'];
/** The same, of a step that is not taken again by whoever comes next. */
export const ONCE: readonly Stage[] = [...AROUND];
/** A write by HTTP may still be under way when its sender is dead. */
export const HTTP: readonly Stage[] = ['before', 'sent', 'after'];
/** Nothing comes between it and the step before it. */
export const AFTERWARDS: readonly Stage[] = ['after'];

/** `STAGE:STEP` of all that a table names. */
export const pointsOf = (steps: Steps): string[] =>
  Object.entries(steps).flatMap(([step, stages]) => stages.map((stage) => `${stage}:${step}`));

const AND = ' and then ';

/** Points that processes come to one after the other, as one text. */
export const chain = (points: readonly string[]): string => points.join(AND);
export const linksOf = (text: string): string[] => text.split(AND);

/** What a table names, for processes that die one after the other: one before the step, the next after it. */
export const chainsOf = (steps: Steps): string[] =>
  Object.entries(steps).flatMap(([step, stages]) => {
    const points = stages.map((stage) => `${stage}:${step}`);
    return stages === AROUND ? [chain(points)] : points;
  });

/** The steps that were passed, each once. */
export const stepsIn = (points: readonly string[]): string[] => [
  ...new Set(points.map((point) => splitPoint(point).step)),
];

/** The point, or two of one step, as words that go on a sentence. */
export function titleOf(points: string): string {
  const [first = '', next] = linksOf(points);
  const { stage, step } = splitPoint(first);
  if (next !== undefined) return `${stage} ${step}, and the next ${splitPoint(next).stage} it`;
  return stage === 'sent' ? `while ${step} is under way` : `${stage} ${step}`;
}

function splitPoint(point: string): { stage: string; step: string } {
  const colon = point.indexOf(':');
  return { stage: point.slice(0, colon), step: point.slice(colon + 1) };
}

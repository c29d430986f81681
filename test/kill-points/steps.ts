/** Tables of steps: at which points of each a process is to die, and how such a point is called. */

import type { Stage } from '../support/die-at/point.ts';

/** Step → the points of it that are tested. */
export type Steps = Readonly<Record<string, readonly Stage[]>>;

/** Its effect is there or it is not. */
export const AROUND: readonly Stage[] = ['before', 'after'];
/** A write by HTTP may still be under way when its sender is dead. */
export const HTTP: readonly Stage[] = ['before', 'sent', 'after'];
/** Nothing comes between it and the step before it. */
export const AFTERWARDS: readonly Stage[] = ['after'];

/** `STAGE:STEP` of all that a table names. */
export const pointsOf = (steps: Steps): string[] =>
  Object.entries(steps).flatMap(([step, stages]) => stages.map((stage) => `${stage}:${step}`));

/** The steps that were passed, each once. */
export const stepsIn = (points: readonly string[]): string[] => [
  ...new Set(points.map((point) => splitPoint(point).step)),
];

/** The point as words that go on a sentence. */
export function titleOf(point: string): string {
  const { stage, step } = splitPoint(point);
  return stage === 'sent' ? `while ${step} is under way` : `${stage} ${step}`;
}

function splitPoint(point: string): { stage: string; step: string } {
  const colon = point.indexOf(':');
  return { stage: point.slice(0, colon), step: point.slice(colon + 1) };
}

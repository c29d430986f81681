/** Priorities: the four levels of work, and the order of jobs within the requests queue. */

import { z } from 'zod';

/** The levels, highest first, with the numbers that older tools use for them. */
export const PRIORITY_LEVELS = { dogfooding: 100, high: 75, normal: 50, low: 25 } as const;
export type Priority = keyof typeof PRIORITY_LEVELS;

export const prioritySchema = z.enum(['dogfooding', 'high', 'normal', 'low'], {
  error: 'one of dogfooding, high, normal, low',
});

/** BullMQ counts the other way (1 runs first), so a level becomes its distance from the top. */
const LEVEL_STEP = 10;

/** Job priority of a checkout; every checkin goes before every checkout, since it frees something. */
export const checkoutJobPriority = (priority: Priority): number => LEVEL_STEP + (100 - PRIORITY_LEVELS[priority]);
export const CHECKIN_JOB_PRIORITY = 1;

/** Job priority of a ticket; a repaired task goes ahead of its own level, behind the level above. */
export const ticketJobPriority = (priority: Priority, isRepaired: boolean): number =>
  LEVEL_STEP + (100 - PRIORITY_LEVELS[priority]) - (isRepaired ? 1 : 0);

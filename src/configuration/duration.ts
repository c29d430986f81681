/** Reads durations as people write them: `500ms`, `90s`, `30m`, `1.5h`, `2d`. */

import { RequestInvalidError } from '../errors.ts';
import { describe } from '../validation.ts';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PATTERN = /^(\d+(?:\.\d+)?)\s?(ms|s|m|h|d)$/;

/** What a duration looks like, for error messages. */
export const DURATION_EXPECTED = 'a duration such as 90s or 30m (units: ms, s, m, h, d)';

/**
 * The duration in whole ms. A number without its unit is refused: nobody should have to guess what `--ttl 30` means.
 * @throws RequestInvalidError (`MIRIN_REQUEST_INVALID`) naming `field`
 */
export function parseDuration(text: string, field = 'duration'): number {
  const durationMs = durationMsOf(text);
  if (durationMs !== undefined) return durationMs;
  throw new RequestInvalidError([{ field, expected: DURATION_EXPECTED, received: describe(text) }]);
}

/** The duration in whole ms, or undefined where the text is none. */
export function durationMsOf(text: string): number | undefined {
  const [, amount, unit = ''] = PATTERN.exec(text.trim()) ?? [];
  const durationMs = Math.round(Number(amount) * (UNITS_MS[unit] ?? Number.NaN));
  return Number.isSafeInteger(durationMs) ? durationMs : undefined;
}

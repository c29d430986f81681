/** Words times for people: local and short, and how far away they are. */

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

const two = (number: number): string => String(number).padStart(2, '0');

/** A length of time in its two largest units at most: `45 s`, `3 min`, `2 h 5 min`, `4 d`. */
export function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 2 * MINUTE_S) return `${seconds} s`;
  const minutes = Math.round(seconds / MINUTE_S);
  if (minutes < MINUTE_S) return `${minutes} min`;
  if (seconds < 2 * DAY_S) return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return `${Math.round(seconds / DAY_S)} d`;
}

/** `3 min ago` or `in 3 min`. */
export function relative(atMs: number, nowMs = Date.now()): string {
  return atMs > nowMs ? `in ${duration(atMs - nowMs)}` : `${duration(nowMs - atMs)} ago`;
}

/** Local time, with the date unless it is today's: `14:05:09`, `2025-11-22 14:05`. */
export function local(atMs: number, nowMs = Date.now()): string {
  const at = new Date(atMs);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === new Date(nowMs).toDateString()) return `${time}:${two(at.getSeconds())}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

/** `14:05:09 (3 min ago)` */
export const when = (atMs: number, nowMs = Date.now()): string => `${local(atMs, nowMs)} (${relative(atMs, nowMs)})`;

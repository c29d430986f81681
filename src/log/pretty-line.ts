/** Turns a JSON log line into one line for a person at a terminal. */

/** Characters that could move the cursor, recolour the terminal or turn text around. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const LEVEL_WIDTH = 5;
const EVENT_WIDTH = 20;

/** `12:34:56.789 info  checkout.granted     issue granted  project=acme/widgets issue=7`. */
export function prettyLine(json: string): string {
  const { time, level, event, msg, error, source: _, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const clock = new Date(String(time)).toISOString().slice(11, 23);
  const head = `${clock} ${String(level).padEnd(LEVEL_WIDTH)} ${String(event).padEnd(EVENT_WIDTH)} ${String(msg)}`;
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${printable(value)}`);
  return [head, [...pairs, ...errorPairs(error)].join(' ')].filter((part) => part !== '').join('  ') + '\n';
}

function errorPairs(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, message, hint } = error as Record<string, unknown>;
  const pairs = Object.entries({ code, error: message, hint }).filter(([, value]) => value !== undefined);
  return pairs.map(([name, value]) => `${name}=${printable(value)}`);
}

/** Bare where it is one plain word, else in quotes; nothing in it reaches the terminal as a command. */
function printable(value: unknown): string {
  const text = typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return text.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

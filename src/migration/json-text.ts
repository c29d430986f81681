/** Cuts valid JSON into the source text of its parts, so that values pass through Mirin without being rounded. */

/** An object's key, or an array's index, and the source text of the value. */
export type JsonEntry = readonly [key: string, text: string];

/** A text or a mark of punctuation, its place, and the depth that it lies at; a bracket lies within itself. */
type Token = readonly [token: string, index: number, depth: number];

/** The JSON without white space between its tokens. `text` must be valid JSON, as for all functions here. */
export function compactJson(text: string): string {
  const parts: string[] = [];
  let start = 0;
  for (const [token, index] of tokensOf(text)) {
    if (!token.startsWith('"')) continue;
    parts.push(text.slice(start, index).replaceAll(/\s+/g, ''), token);
    start = index + token.length;
  }
  return parts.join('') + text.slice(start).replaceAll(/\s+/g, '');
}

/** The entries of a compact object or array in their order; a key that is written twice comes twice. */
export function entriesOf(compact: string): JsonEntry[] {
  const isArray = compact.startsWith('[');
  const entries: JsonEntry[] = [];
  let key: string | undefined = isArray ? '0' : undefined;
  let start = 1;
  for (const [token, index, depth] of tokensOf(compact)) {
    if (depth !== 1) continue;
    if (token === ',' || token === '}' || token === ']') {
      if (key !== undefined && index > start) entries.push([key, compact.slice(start, index)]);
      key = isArray ? String(entries.length) : undefined;
      start = index + 1;
    } else if (key === undefined && token.startsWith('"')) {
      key = String(JSON.parse(token));
      start = index + token.length + 1;
    }
  }
  return entries;
}

/** How many arrays and objects lie within each other at most; 0 for a plain value. */
export function depthOf(text: string): number {
  let deepest = 0;
  for (const [, , depth] of tokensOf(text)) deepest = Math.max(deepest, depth);
  return deepest;
}

/** Texts and the marks that part entries. By hand: one expression for a whole text overflows V8's stack on long ones. */
function* tokensOf(text: string): Generator<Token> {
  const marks = /["{}[\],]/g;
  let depth = 0;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const { index, 0: mark } = match;
    if (mark === '"') marks.lastIndex = endOfText(text, index);
    if (mark === '{' || mark === '[') depth += 1;
    yield [text.slice(index, marks.lastIndex), index, depth];
    if (mark === '}' || mark === ']') depth -= 1;
  }
}

/** The place after the quote that closes the text which begins at `start`: one with an even number of "\" before it. */
function endOfText(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text[index - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

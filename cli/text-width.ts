/** How much room a text takes on a terminal, and texts cut to a room; nothing in them can steer the terminal. */

/** Characters that take two columns: East Asian scripts, full-width forms, emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/u;
/** Characters that take none: combining marks, joiners, variation selectors. */
const EMPTY = /[\p{Mn}\p{Me}\u200b-\u200f\ufe00-\ufe0f]/u;

const columnsOf = (character: string): number => (EMPTY.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that the text takes. */
export const textWidth = (text: string): number =>
  [...text].reduce((columns, character) => columns + columnsOf(character), 0);

/** The text, cut with "…" where it takes more than `columns`. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let used = 1;
  const kept = [...text].findIndex((character) => (used += columnsOf(character)) > columns);
  return `${[...text].slice(0, Math.max(0, kept)).join('')}…`;
}

/** The text in one line, control characters (also those of terminals' escape sequences) made visible. */
export const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

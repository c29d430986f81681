/** How much room a text takes on a terminal, and texts cut to a room; nothing in them can steer the terminal. */

/** Characters that take two columns: East Asian scripts, full-width forms, emoji; not the half-width forms. */
const WIDE =
  /(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

const graphemes = new Intl.Segmenter();

/** What a person sees as single characters. */
const charactersOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

const columnsOf = (character: string): number => (WIDE.test(character) ? 2 : 1);

/** Columns that the text takes. */
export const textWidth = (text: string): number =>
  charactersOf(text).reduce((columns, character) => columns + columnsOf(character), 0);

/** The text, cut with "…" where it takes more than `columns`. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const characters = charactersOf(text);
  let used = 1;
  const cut = characters.findIndex((character) => (used += columnsOf(character)) > columns);
  return `${characters.slice(0, cut).join('')}…`;
}

/** The text in one line; control characters, those of terminals' escape sequences included, made visible. */
export const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

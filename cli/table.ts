/** Sets records in columns that fit the terminal. */

import { fitText, plain, textWidth } from './text-width.ts';

export interface Column<Row> {
  title: string;
  text: (row: Row) => string | number | undefined;
  align?: 'left' | 'right';
}

const GAP = '  ';
const NARROWEST = 8;

/** The rows under their titles; the last column gives way where the line would be longer than `columns`. */
export function table<Row>(rows: readonly Row[], layout: readonly Column<Row>[], columns: number): string {
  const cells = rows.map((row) => layout.map(({ text }) => plain(String(text(row) ?? ''))));
  const lines = [layout.map(({ title }) => title), ...cells];
  const widths = layout.map((_, index) => Math.max(...lines.map((line) => textWidth(line[index] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const last = Math.max(NARROWEST, columns - before);
  const room = widths.map((width, index) => (index === widths.length - 1 ? Math.min(width, last) : width));
  return lines.map((line) => setLine(line, layout, room)).join('\n');
}

function setLine<Row>(line: readonly string[], layout: readonly Column<Row>[], room: readonly number[]): string {
  const set = line.map((text, index) => pad(fitText(text, room[index] ?? 0), room[index] ?? 0, layout[index]?.align));
  return set.join(GAP).trimEnd();
}

function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Names and values below each other; those without a value are left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | undefined])[]): string {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...shown.map(([name]) => textWidth(name)));
  return shown.map(([name, value]) => `${pad(name, width)}${GAP}${plain(String(value))}`.trimEnd()).join('\n');
}

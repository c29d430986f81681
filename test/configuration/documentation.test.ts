/** Holds docs/configuration.md equal to the settings that there are. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { defaultLabelRows, settingRows } from './setting-rows.ts';

const DOCUMENT = path.resolve(import.meta.dirname, '../../../docs/configuration.md');

const COLUMNS = 7;
const COLUMNS_OF_LABELS = 4;

/** The cells of all rows that name something in their first cell, in the tables of so many columns. */
function documentedRows(columns: number): string[][] {
  const lines = readFileSync(DOCUMENT, 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
  const cells = rows.map((row) => row.map((cell) => cell.trim()));
  return cells.filter(({ length, 0: name }) => length === columns && name?.startsWith('`'));
}

describe('docs/configuration.md', () => {
  it('lists each setting with its flag, environment, unit, range, default and meaning', () => {
    expect(documentedRows(COLUMNS)).to.deep.equal(settingRows());
  });

  it('lists each label with its default name, colour and description', () => {
    expect(documentedRows(COLUMNS_OF_LABELS)).to.deep.equal(defaultLabelRows());
  });
});

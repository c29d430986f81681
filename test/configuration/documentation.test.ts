/** Holds docs/configuration.md equal to the settings that there are. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { settingRows } from './setting-rows.ts';

const DOCUMENT = path.resolve(import.meta.dirname, '../../../docs/configuration.md');

const COLUMNS = 7;

/** The cells of all rows in the tables of settings. */
function documentedRows(): string[][] {
  const lines = readFileSync(DOCUMENT, 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
  const cells = rows.map((row) => row.map((cell) => cell.trim()));
  return cells.filter(({ length, 0: name }) => length === COLUMNS && name?.startsWith('`'));
}

describe('docs/configuration.md', () => {
  it('lists each setting with its flag, environment, unit, range, default and meaning', () => {
    expect(documentedRows()).to.deep.equal(settingRows());
  });
});

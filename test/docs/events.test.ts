/** Holds docs/events.md to the events that the scripts write and the log words. */

import { expect } from 'chai';
import { EVENTS } from '../../src/log/events.ts';
import { EVENT_TYPES } from '../../src/store/event-record.ts';
import { codeIn, readPage, tableRows } from './pages.ts';

describe('docs/events.md', () => {
  const page = readPage('docs/events.md');
  const firstCells = tableRows(page).flatMap(([first = '']) => codeIn(first));

  it('lists every type of event once, and no other', () => {
    const listed = firstCells.filter((name) => /^\w+\.\w+$/.test(name) && !(name in EVENTS && !isType(name)));
    expect(listed).to.have.members([...EVENT_TYPES]);
  });

  it('has a row for every group of log lines', () => {
    const groups = new Set(Object.keys(EVENTS).map((name) => name.split('.')[0] ?? ''));
    const listed = new Set(firstCells.map((name) => name.split('.')[0] ?? ''));
    expect([...groups].filter((group) => !listed.has(group))).to.deep.equal([]);
  });

  it('names the log lines that want somebody to look', () => {
    const errors = Object.entries(EVENTS).filter(([, { level }]) => level === 'error');
    const last = page.text.trim().split('\n').at(-1) ?? '';
    expect(codeIn(last).filter((name) => name !== 'error')).to.have.members(errors.map(([name]) => name));
  });
});

const isType = (name: string): boolean => (EVENT_TYPES as readonly string[]).includes(name);

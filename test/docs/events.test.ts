/** Holds docs/events.md to the events that the scripts write and the log words. */

import { expect } from 'chai';
import { EVENTS } from '../../src/log/events.ts';
import { EVENT_TYPES } from '../../src/store/event-record.ts';
import { sourcesWith } from '../architecture/sources.ts';
import { codeIn, readPage, tableRows } from './pages.ts';

/** Where log lines are written, as against worded or listed. */
const WRITERS = sourcesWith('.ts').filter(
  ({ path }) => !/^(test|bench)\/|^src\/log\/events\.ts$|^src\/store\/event-record\.ts$/.test(path),
);

describe('docs/events.md', () => {
  const page = readPage('docs/events.md');
  const namesUnder = (heading: string): string[] => {
    const section = page.text.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
    return tableRows({ ...page, text: section }).flatMap(([first = '']) => codeIn(first));
  };

  it('lists every type of event once, and no other', () => {
    expect(namesUnder('Types').filter((name) => name !== 'type')).to.have.members([...EVENT_TYPES]);
  });

  it('lists every log line that is written anywhere', () => {
    const written = Object.keys(EVENTS).filter((name) => WRITERS.some(({ text }) => text.includes(`'${name}'`)));
    expect(written).to.include('repair.requeued');
    expect(written.filter((name) => !namesUnder('Log lines').includes(name))).to.deep.equal([]);
  });

  it('names the log lines that want somebody to look', () => {
    const errors = Object.entries(EVENTS).filter(([, { level }]) => level === 'error');
    const last = page.text.trim().split('\n').at(-1) ?? '';
    expect(codeIn(last).filter((name) => name !== 'error')).to.have.members(errors.map(([name]) => name));
  });
});

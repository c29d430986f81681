/** Tests of tables and times as people see them. */

import { expect } from 'chai';
import { facts, table } from '../../cli/table.ts';
import { fitText, plain, textWidth } from '../../cli/text-width.ts';
import { duration, local, relative } from '../../cli/times.ts';

describe('a table for a terminal', () => {
  const layout = [
    { title: 'N', align: 'right', text: ({ n }: { n: number }) => n },
    { title: 'WHAT', text: ({ what }: { what?: string }) => what },
    { title: 'WHY', text: ({ why }: { why: string }) => why },
  ] as const;

  it('lines its columns up, wide characters and missing values included', () => {
    const rows = [
      { n: 5, what: '日本', why: 'x' },
      { n: 123, why: 'y' },
    ];
    expect(table(rows, layout, 80)).to.equal(['  N  WHAT  WHY', '  5  日本  x', '123        y'].join('\n'));
  });

  it('cuts its last column where the terminal ends', () => {
    const rows = [{ n: 1, what: 'a', why: 'a reason that is longer than the room' }];
    expect(table(rows, layout, 24).split('\n')[1]).to.equal('1  a     a reason that …');
  });

  it('shows control characters instead of sending them', () => {
    expect(table([{ n: 1, what: 'a\nb\u001b[31m', why: '\u202e' }], layout, 80).split('\n')[1]).to.equal(
      '1  a b\ufffd[31m  \ufffd',
    );
  });

  it('leaves out facts that are not there', () => {
    const pairs = [
      ['one', 1] as const,
      ['longer name', ''] as const,
      ['two', undefined] as const,
      ['three', 'x'] as const,
    ];
    expect(facts(pairs)).to.equal('one    1\nthree  x');
  });
});

describe('the width of a text', () => {
  it('counts what a terminal shows', () => {
    expect(['abc', '日本', 'e\u0301', '👩‍👩‍👧', 'ｱ', 'Ａ'].map(textWidth)).to.deep.equal([3, 4, 1, 2, 1, 2]);
  });

  it('is never exceeded when the text is cut', () => {
    expect(fitText('日本語', 5)).to.equal('日本…');
    expect(fitText('日本語', 4)).to.equal('日…');
    expect(fitText('日本語', 6)).to.equal('日本語');
    expect(plain(' a\t\u0007b ')).to.equal(' a \ufffdb ');
  });
});

describe('a time for people', () => {
  const NOW = new Date(2025, 10, 22, 14, 5, 9).getTime();

  it('says how far away it is', () => {
    const far = [0, 119_000, 120_000, 7_500_000, 7_200_000, 172_800_000].map(duration);
    expect(far).to.deep.equal(['0 s', '119 s', '2 min', '2 h 5 min', '2 h', '2 d']);
    expect([relative(NOW + 1_800_000, NOW), relative(NOW - 45_000, NOW)]).to.deep.equal(['in 30 min', '45 s ago']);
  });

  it('bears a date only where it is not of today', () => {
    expect(local(NOW, NOW)).to.equal('14:05:09');
    expect(local(NOW - 86_400_000, NOW)).to.equal('2025-11-21 14:05');
  });
});

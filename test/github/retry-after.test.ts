/** How long GitHub wants to be left alone, read from headers that are there, odd, or missing. */

import { expect } from 'chai';
import { rateLimitWaitMs } from '../../src/github/retry-after.ts';

const DATE = 'Mon, 06 Jan 2025 10:00:00 GMT';
const IN_40_S = '1736157640';

const ROWS: readonly (readonly [title: string, headers: Record<string, string>, waitMs: number])[] = [
  ['the seconds of retry-after', { 'retry-after': '7' }, 7_000],
  ['the date of retry-after', { date: DATE, 'retry-after': 'Mon, 06 Jan 2025 10:00:25 GMT' }, 25_000],
  ['a second at least', { 'retry-after': '0' }, 1_000],
  ['two hours at most', { 'retry-after': '99999999' }, 7_200_000],
  ['a minute where retry-after is unreadable', { 'retry-after': 'soon' }, 60_000],
  ['a minute where GitHub names nothing', {}, 60_000],
  ['the reset of a spent budget', { date: DATE, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': IN_40_S }, 40_000],
  [
    'a second where the reset has passed',
    { date: DATE, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' },
    1_000,
  ],
  ['a minute where the budget is not spent', { 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': IN_40_S }, 60_000],
  ['a minute where a spent budget names no reset', { 'x-ratelimit-remaining': '0' }, 60_000],
];

describe('rateLimitWaitMs', () => {
  for (const [title, headers, waitMs] of ROWS) {
    it(`waits ${title}`, () => {
      expect(rateLimitWaitMs(headers)).to.equal(waitMs);
    });
  }

  it('takes the clock of this machine where GitHub does not tell its own', () => {
    const reset = String(Math.floor(Date.now() / 1000) + 600);
    const waitMs = rateLimitWaitMs({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
    expect(waitMs).to.be.within(500_000, 600_000);
  });
});

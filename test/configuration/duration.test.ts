/** Tests of how durations are read. */

import { expect } from 'chai';
import { parseDuration } from '../../src/configuration/duration.ts';
import { RequestInvalidError } from '../../src/errors.ts';

describe('parseDuration', () => {
  const durations: [string, number][] = [
    ['250ms', 250],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['0s', 0],
    [' 10 s ', 10_000],
  ];
  for (const [text, durationMs] of durations) {
    it(`reads "${text}" as ${durationMs} ms`, () => {
      expect(parseDuration(text)).to.equal(durationMs);
    });
  }

  for (const text of ['', '30', '-5s', '5 minutes', '1h30m', 's', '1e3s', '.5h', '9'.repeat(30) + 'd']) {
    it(`refuses "${text}" and names the field`, () => {
      expect(() => parseDuration(text, '--ttl'))
        .to.throw(RequestInvalidError, '--ttl: expected a duration such as 90s or 30m')
        .with.property('code', 'MIRIN_REQUEST_INVALID');
    });
  }
});

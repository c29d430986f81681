/** Tests of the reading of `/proc/PID/stat`. */

import { expect } from 'chai';
import { parseProcessStat } from '../../src/machine/process-stat.ts';

const REST = 'S 1 42 40 0 -1 4194560 10 0 0 0 1 2 0 0 20 0 7 0 987654 1000 200 18446744073709551615';

describe('parseProcessStat', () => {
  it('reads state, parent, group, session and start time', () => {
    expect(parseProcessStat(`42 (node) ${REST}\n`)).to.deep.equal({
      pid: 42,
      state: 'S',
      parentPid: 1,
      groupId: 42,
      sessionId: 40,
      startTime: '987654',
    });
  });

  it('is not led astray by a command name with brackets and spaces', () => {
    const plain = parseProcessStat(`42 (node) ${REST}`);
    expect(parseProcessStat(`42 (a) Z 7 (b) ${REST}`)).to.deep.equal(plain);
    expect(parseProcessStat(`42 ()\n) R 1) ${REST}`)).to.deep.equal(plain);
  });

  it('refuses what is no such line', () => {
    expect(parseProcessStat('')).to.equal(undefined);
    expect(parseProcessStat('42 (node) S 1')).to.equal(undefined);
  });
});

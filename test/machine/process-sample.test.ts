/** Tests of the measuring of this process. */

import { expect } from 'chai';
import { sampleProcess } from '../../src/machine/process-sample.ts';

describe('sampleProcess', () => {
  it('tells memory in bytes', () => {
    expect(sampleProcess().memoryBytes).to.be.within(10_000_000, 10_000_000_000);
  });

  it('tells the load since the previous sample', () => {
    const idleSince = { cpuMs: sampleProcess().cpuMs, atMs: process.uptime() * 1000 - 1_000_000 };
    expect(sampleProcess(idleSince).cpuPercent).to.equal(0);
    const before = sampleProcess();
    const busyUntil = before.cpuMs + 100;
    while (sampleProcess().cpuMs < busyUntil);
    expect(sampleProcess(before).cpuPercent).to.be.above(5);
  });
});

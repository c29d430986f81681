/** The program of the measurements, run small: that it runs, not how fast anything is. */

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const MAIN = path.resolve(import.meta.dirname, '..', '..', 'bench', 'main.js');
const run = promisify(execFile);

interface Document {
  quick: boolean;
  measurements: { name: string; ours: number; ratio: number | null }[];
}

describe('the program of the measurements', function () {
  this.timeout(120_000);

  it('prints the chosen ones as one JSON document', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--quick', '--json', '--only', 'c,d']);
    const { quick, measurements } = JSON.parse(stdout) as Document;
    expect(quick).to.equal(true);
    expect(measurements.map(({ name }) => name)).to.deep.equal([
      'Redis time of a scan, 10 orphans among 100 leases',
      'whole scan, 10 orphans among 100 leases',
      'Redis time of a scan, 10 orphans among 1,000 leases',
      'whole scan, 10 orphans among 1,000 leases',
      'Redis time of a scan, 1,000 leases against 100',
      'beats of 100 processes with 10 leases each',
      'a beat of 1,000 leases, p50',
    ]);
    for (const { ours, ratio } of measurements) {
      expect(ours).to.be.above(0);
      expect(ratio).to.be.above(0);
    }
  });

  it('refuses what it does not have, and says what it has', async () => {
    const fault = (await run(process.execPath, [MAIN, '--only', 'x']).catch((error: unknown) => error)) as {
      code: number;
      stderr: string;
    };
    expect(fault.code).to.equal(2);
    expect(fault.stderr).to.include('no measurement x').and.to.include('--only');
  });
});

/** The table of the measurements: ratios, goals, and what has no peer. */

import { expect } from 'chai';
import { documentOf, tableOf } from '../../bench/report.ts';
import { medianRounds } from '../../bench/rounds.ts';
import { atLeast, atMost, ratioAtLeast, ratioAtMost, type Row } from '../../bench/row.ts';

const peer = { name: 'peer', value: 50 };
const ROWS: Row[] = [
  { name: 'fast enough', unit: 'per s', ours: 150, peer, goal: ratioAtLeast(3) },
  { name: 'too slow', unit: 'ms', ours: 51, peer, goal: ratioAtMost(1) },
  { name: 'small enough', unit: 'B', ours: 450, goal: atMost(450, '450 B') },
  { name: 'too few', unit: 'per s', ours: 4_999, goal: atLeast(5_000, '5,000 per s') },
  { name: 'for comparison', unit: 's', ours: 1.234567, peer },
];

const machine = {
  processor: 'a processor',
  cores: 2,
  memoryGb: 4,
  system: 'Linux 6',
  node: '20.20.2',
  redis: '7.0.15',
};

describe('the report of the measurements', () => {
  it('says for each goal whether it was met, in JSON', () => {
    const { quick, measurements } = JSON.parse(JSON.stringify(documentOf({ machine, isQuick: true, rows: ROWS })));
    expect(quick).to.equal(true);
    expect(measurements.map(({ met }: { met: unknown }) => met)).to.deep.equal([true, false, true, false, null]);
    expect(measurements[0]).to.deep.equal({
      name: 'fast enough',
      unit: 'per s',
      ours: 150,
      peer: 50,
      peerName: 'peer',
      ratio: 3,
      goal: '≥ 3×',
      met: true,
    });
    expect(measurements[2]).to.include({ peer: null, peerName: null, ratio: null });
  });

  it('has a line for each measurement, and the machine below them', () => {
    const lines = tableOf({ machine, isQuick: false, rows: ROWS }).split('\n');
    expect(lines[2]).to.match(/^too slow +51\.0 ms +50\.0 ms \(peer\) +1\.02× +≤ 1× +NO$/);
    expect(lines[4]).to.match(/^too few +4,999 per s +– +– +≥ 5,000 per s +NO$/);
    expect(lines.at(-1)).to.equal('a processor, 2 cores, 4 GB; Linux 6; Node 20.20.2, Redis 7.0.15');
    expect(lines).to.have.length(ROWS.length + 3);
  });

  it('marks a quick run', () => {
    expect(tableOf({ machine, isQuick: true, rows: [] })).to.include('QUICK RUN');
  });
});

describe('the rounds of a measurement', () => {
  it('let the contenders take turns, and leave the first round out of the medians', async () => {
    const order: string[] = [];
    const contender = (name: string, values: number[]) => async () => {
      order.push(name);
      return { ms: values.shift() ?? 0 };
    };
    const medians = await medianRounds(3, {
      ours: contender('ours', [1_000, 3, 1, 2]),
      peer: contender('peer', [1_000, 30, 10, 20]),
    });
    expect(order).to.deep.equal(['ours', 'peer', 'ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
    expect(medians).to.deep.equal({ ours: { ms: 2 }, peer: { ms: 20 } });
  });
});

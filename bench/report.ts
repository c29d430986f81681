/** Words the measurements: as a table for people, or as one JSON document. */

import type { Machine } from './machine.ts';
import { ratioOf, type Row } from './row.ts';

export interface Report {
  machine: Machine;
  /** A smaller run, for trying: its figures say little. */
  isQuick: boolean;
  rows: readonly Row[];
}

const HEADINGS = ['name', 'ours', 'peer', 'ratio', 'goal', 'met'];

/** The table, with the machine that it was taken on below it. */
export function tableOf({ machine, isQuick, rows }: Report): string {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const table = lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = [isQuick ? ['QUICK RUN: too small for figures that mean anything'] : [], machineLine(machine)];
  return [...table, '', ...notes.flat()].join('\n');
}

/** The same as an object for JSON. */
export function documentOf({ machine, isQuick, rows }: Report): object {
  const measurements = rows.map((row) => ({
    name: row.name,
    unit: row.unit,
    ours: row.ours,
    peer: row.peer?.value ?? null,
    peerName: row.peer?.name ?? null,
    ratio: ratioOf(row) ?? null,
    goal: row.goal?.text ?? null,
    met: row.goal?.isMet(row) ?? null,
  }));
  return { machine, quick: isQuick, measurements };
}

function cellsOf(row: Row): string[] {
  const { name, unit, ours, peer, goal } = row;
  const ratio = ratioOf(row);
  return [
    name,
    `${shown(ours)} ${unit}`,
    peer === undefined ? '–' : `${shown(peer.value)} ${unit} (${peer.name})`,
    ratio === undefined ? '–' : `${shown(ratio)}×`,
    goal?.text ?? '–',
    goal === undefined ? '–' : goal.isMet(row) ? 'yes' : 'NO',
  ];
}

/** Three digits that matter; no more is known. */
const shown = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));

const machineLine = ({ processor, cores, memoryGb, system, node, redis }: Machine): string =>
  `${processor}, ${cores} cores, ${memoryGb} GB; ${system}; Node ${node}, Redis ${redis}`;

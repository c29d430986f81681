/** Holds the layers: queues ← src ← { workers, bull-board } ← cli ← test; no arrow points back, none goes in a circle. */

import { expect } from 'chai';
import { importedFiles, sourcesWith, type Folder, type SourceFile } from './sources.ts';

/** What each layer may import, itself included. */
const ALLOWED: Readonly<Record<Folder, readonly Folder[]>> = {
  queues: ['queues'],
  src: ['queues', 'src'],
  workers: ['queues', 'src', 'workers'],
  'bull-board': ['queues', 'src', 'bull-board'],
  cli: ['queues', 'src', 'workers', 'bull-board', 'cli'],
  bench: ['queues', 'src', 'workers', 'bull-board', 'cli', 'bench', 'test'],
  test: ['queues', 'src', 'workers', 'bull-board', 'cli', 'bench', 'test'],
};

describe('the layers', () => {
  const files = sourcesWith('.ts');

  it('import downwards only', () => {
    expect(files.flatMap(arrowsThatPointBack)).to.deep.equal([]);
  });

  it('have no import cycles', () => {
    expect(cyclesOf(new Map(files.map((file) => [file.path, importedFiles(file)])))).to.deep.equal([]);
  });

  it('would be found out if one of them pointed back or in a circle', () => {
    const text = "import { a } from '../workers/a.ts';";
    expect(arrowsThatPointBack({ path: 'src/b.ts', folder: 'src', text })).to.deep.equal(['src/b.ts → workers/a.ts']);
    const circle = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(cyclesOf(circle)).to.deep.equal(['a → b → c → a']);
  });
});

function arrowsThatPointBack(file: SourceFile): string[] {
  const targets = importedFiles(file).filter((target) => !ALLOWED[file.folder].some((layer) => isIn(layer, target)));
  return targets.map((target) => `${file.path} → ${target}`);
}

function isIn(layer: Folder, target: string): boolean {
  return target.startsWith(`${layer}/`);
}

/** The circles in a graph of imports, each as a path back to its beginning. */
function cyclesOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, above: readonly string[]): void => {
    if (above.includes(file)) cycles.push([...above.slice(above.indexOf(file)), file].join(' → '));
    if (above.includes(file) || finished.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...above, file]);
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}

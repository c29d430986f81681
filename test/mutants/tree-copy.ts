/** A copy of the built product in which files are changed for a while; all that is not built is a link to the original. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtFile, patternOf } from './misfits.ts';
import type { Mutant } from './mutant.ts';

const BUILT = 'dist';

export class TreeCopy {
  readonly folder: string;

  constructor(root: string) {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'mirin-mutants-'));
    cpSync(path.join(root, BUILT), path.join(this.folder, BUILT), { recursive: true });
    for (const name of readdirSync(root)) {
      if (name !== BUILT) symlinkSync(path.join(root, name), path.join(this.folder, name));
    }
  }

  /** Runs `step` while the guard is out. */
  async without<T>({ file, find, replace }: Mutant, step: () => Promise<T>): Promise<T> {
    const place = path.join(this.folder, builtFile(file));
    const sound = readFileSync(place, 'utf8');
    // As a function, so that a dollar sign in it means itself.
    writeFileSync(
      place,
      sound.replace(patternOf(find), () => replace),
    );
    try {
      return await step();
    } finally {
      writeFileSync(place, sound);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

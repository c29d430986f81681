/** Reads the project's own sources, for the tests that hold the house rules. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

/** The folders that hold code, lowest layer first. */
export const FOLDERS = ['queues', 'src', 'workers', 'bull-board', 'cli', 'bench', 'test'] as const;
export type Folder = (typeof FOLDERS)[number];

export interface SourceFile {
  /** From the repository's root, such as `src/errors.ts`. */
  path: string;
  folder: Folder;
  text: string;
}

/** `import … from`, `export … from`, `import '…'` and `import('…')`, where a statement or an expression may stand. */
const IMPORT =
  /^(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|(?<![\w.'"`*])import\(\s*'([^']+)'\s*\)/gm;

/** All files of the code folders whose name ends with `ending`. */
export function sourcesWith(ending: string): SourceFile[] {
  return FOLDERS.flatMap((folder) => {
    const names = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    const wanted = names.filter((name) => name.endsWith(ending)).toSorted((a, b) => a.localeCompare(b));
    return wanted.map((name): SourceFile => {
      const relative = path.posix.join(folder, ...name.split(path.sep));
      return { path: relative, folder, text: readFileSync(path.join(ROOT, relative), 'utf8') };
    });
  });
}

/** The text of any file of the repository. */
export function readRepositoryFile(relative: string): string {
  return readFileSync(path.join(ROOT, relative), 'utf8');
}

/** What a file imports, as it writes it. */
export function importsOf({ text }: Pick<SourceFile, 'text'>): string[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** The files of this repository that a file imports, as paths from the root. */
export function importedFiles(file: Pick<SourceFile, 'path' | 'text'>): string[] {
  const relative = importsOf(file).filter((target) => target.startsWith('.'));
  return relative.map((target) => path.posix.join(path.posix.dirname(file.path), target));
}

/** The text without its comments; strings that look like comments go too, which these tests can bear. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

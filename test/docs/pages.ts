/** Reads the project's pages, for the tests that hold them to the code. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readRepositoryFile } from '../architecture/sources.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

export interface Page {
  /** From the repository's root, such as `docs/states.md`. */
  path: string;
  text: string;
}

export const readPage = (relative: string): Page => ({ path: relative, text: readRepositoryFile(relative) });

/** Every page: those at the top, and all below docs/. */
export function allPages(): Page[] {
  const top = readdirSync(ROOT);
  const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  const names = [...top, ...docs.map((name) => path.posix.join('docs', ...name.split(path.sep)))];
  return names.filter((name) => name.endsWith('.md')).map(readPage);
}

/** Whether a path from the repository's root leads to a file or folder. */
export const exists = (relative: string): boolean => existsSync(path.join(ROOT, relative));

/** The rows of all tables, as the texts of their cells; heads and rules included. */
export function tableRows({ text }: Page): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => cellsOf(row));
}

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What stands in back-quotes. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The contents of the fenced blocks in one of these languages. */
export function blocksOf({ text }: Page, ...languages: readonly string[]): string[] {
  const blocks = text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...blocks].filter(([, language = '']) => languages.includes(language)).map(([, , body = '']) => body);
}

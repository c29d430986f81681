/** Holds the READMEs to the commands and the API that exist, and to each other. */

import { expect } from 'chai';
import { COMMAND_GROUPS } from '../../cli/command-list.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { ClaimingProcessedApi } from '../../src/client/comment-claims.ts';
import { IssuesApi } from '../../src/client/issues-api.ts';
import { LabelsApi } from '../../src/client/labels-api.ts';
import { LocksApi } from '../../src/client/locks-api.ts';
import { OrphansApi } from '../../src/client/orphans-api.ts';
import { ProcessesApi } from '../../src/client/processes-api.ts';
import { Mirin } from '../../src/index.ts';
import { readRepositoryFile } from '../architecture/sources.ts';
import { allPages, blocksOf, readPage, type Page } from './pages.ts';

const APIS: Readonly<Record<string, object>> = {
  issues: IssuesApi.prototype,
  labels: LabelsApi.prototype,
  locks: LocksApi.prototype,
  orphans: OrphansApi.prototype,
  processed: ClaimingProcessedApi.prototype,
  processes: ProcessesApi.prototype,
};

const COMMANDS = COMMAND_GROUPS.flatMap(({ commands }) => commands.map(({ name }) => name));

const README = readPage('README.md');

describe('the README', () => {
  it('calls only commands that exist', () => {
    const pages = allPages().filter(({ path }) => path.startsWith('README') || path.startsWith('docs/operations'));
    const unknown = pages.flatMap((page) => commandsIn(page).filter((name) => !COMMANDS.includes(name)));
    expect(unknown).to.deep.equal([]);
    expect(commandsIn(README)).to.include.members(['demo', 'up', 'checkout', 'run', 'import', 'doctor']);
  });

  it('uses only what the API has', () => {
    const code = [
      ...blocksOf(README, 'ts'),
      ...README.text.split('\n').filter((line) => line.startsWith('Also: ')),
    ].join('\n');
    const lease = readRepositoryFile('src/client/lease.ts');
    const unknown = [
      ...namesAfter(/(?<!\w)mirin\.(\w+)/g, code).filter((name) => !(name in Mirin.prototype) && !(name in APIS)),
      ...namesAfter(/\blease\.(\w+)/g, code).filter((name) => !new RegExp(`\\b${name}\\b`).test(lease)),
      ...unknownMethods(code),
    ];
    expect(unknown).to.deep.equal([]);
  });

  it('lists the exit codes', () => {
    const listed = [...README.text.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(listed).to.deep.equal(Object.values(EXIT));
  });
});

describe('the pages in Japanese', () => {
  for (const name of ['README', 'docs/operations']) {
    it(`have the same code as those in English: ${name}`, () => {
      expect(codeOf(readPage(`${name}.ja.md`))).to.deep.equal(codeOf(readPage(`${name}.md`)));
    });
  }
});

function commandsIn(page: Page): string[] {
  return blocksOf(page, 'sh').flatMap((block) => namesAfter(/(?<![\w/])mirin ([a-z]+)/g, withoutNotes(block)));
}

/** In sentences such as: `mirin.issues` (`get`, `list`). */
function unknownMethods(code: string): string[] {
  return [...code.matchAll(/`mirin\.(\w+)` \(([^)]+)\)/g)].flatMap(([, api = '', list = '']) =>
    namesAfter(/`(\w+)`/g, list).filter((name) => !(name in (APIS[api] ?? {}))),
  );
}

const namesAfter = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

/** Code without what is said about it, which is in the reader's language. */
const codeOf = (page: Page): string[] => blocksOf(page, 'sh', 'ts').map(withoutNotes);

const withoutNotes = (block: string): string =>
  block
    .split('\n')
    .map((line) => line.replace(/\s*(^|\s)(#|\/\/) .*$/, ''))
    .filter((line) => line !== '')
    .join('\n');

/** Holds the links between pages, and the files that they name, to what is there. */

import path from 'node:path';
import { expect } from 'chai';
import { readRepositoryFile } from '../architecture/sources.ts';
import { allPages, exists, type Page } from './pages.ts';

/** Folders of the repository, in which a path in back-quotes is a file of ours. */
const NAMED_FILE = /`((?:src|queues|workers|bull-board|cli|test|docs|scripts|bench)\/[\w./-]+\.\w+)`/g;

describe('the pages', () => {
  const pages = allPages();

  it('link to files and headings that are there', () => {
    expect(pages.flatMap(brokenLinks)).to.deep.equal([]);
  });

  it('name files that are there', () => {
    const missing = pages.flatMap((page) =>
      [...page.text.matchAll(NAMED_FILE)]
        .filter(([, file = '']) => !exists(file))
        .map(([, file]) => `${page.path}: ${file}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('would be found out if a link led nowhere', () => {
    const text = '[a](nowhere.md) [b](../README.md#no-such-heading) [c](https://example.com) [d](#here)\n# Here';
    expect(brokenLinks({ path: 'docs/x.md', text })).to.deep.equal([
      'docs/x.md → nowhere.md',
      'docs/x.md → ../README.md#no-such-heading',
    ]);
  });
});

function brokenLinks(page: Page): string[] {
  const targets = [...page.text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const local = targets.filter((target) => !/^[a-z]+:/.test(target));
  return local.filter((target) => !resolves(page, target)).map((target) => `${page.path} → ${target}`);
}

function resolves(page: Page, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const place = file === '' ? page.path : path.posix.join(path.posix.dirname(page.path), file);
  if (file !== '' && !exists(place)) return false;
  if (anchor === undefined) return true;
  return anchorsOf(file === '' ? page.text : readRepositoryFile(place)).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

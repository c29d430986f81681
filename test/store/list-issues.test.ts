/** Tests that pages of issues show each issue once, whatever changes meanwhile. */

import { expect } from 'chai';
import { listIssues, type ListIssuesOptions } from '../../src/store/list-issues.ts';
import type { IssueRecord } from '../../src/store/issue-record.ts';
import { openLabelPass } from '../../src/transitions/label-open.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';

const NOON = 1_800_000_000_000;

describe('listing issues', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
  });

  afterEach(() => project.close());

  /** Walks through all pages. */
  async function walk(options: ListIssuesOptions, between: () => Promise<void> = async () => undefined) {
    const pages: number[][] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await listIssues(project.store, { ...options, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(page.issues.map(numberOf));
      if (page.next === null) return pages;
      cursor = page.next;
      await between();
    }
  }

  const numberOf = ({ issue }: IssueRecord): number => issue;

  async function takeAll(issues: readonly number[], stepMs: number): Promise<void> {
    const bot = await project.register();
    for (const [index, issue] of issues.entries()) {
      project.setTime(NOON + index * stepMs);
      await project.take(issue, bot);
    }
  }

  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  it('gives an empty page for a project that has none', async () => {
    expect(await listIssues(project.store)).to.deep.equal({ issues: [], next: null });
  });

  it('gives the newest change first, 50 to a page', async () => {
    await takeAll(upTo(60), 1);
    const [first, second] = await walk({});
    expect(first).to.deep.equal(upTo(60).toReversed().slice(0, 50));
    expect(second).to.deep.equal([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('knows at the end of a full page that no other follows', async () => {
    await takeAll(upTo(4), 1);
    expect(await walk({ limit: 2 })).to.deep.equal([
      [4, 3],
      [2, 1],
    ]);
  });

  it('shows each issue once where all changed in the same millisecond', async () => {
    await takeAll(upTo(40), 0);
    const pages = await walk({ limit: 7 });
    expect(pages.map(({ length }) => length)).to.deep.equal([7, 7, 7, 7, 7, 5]);
    expect(pages.flat().toSorted((a, b) => a - b)).to.deep.equal(upTo(40));
  });

  it('shows no issue again that changes between two pages, and misses none of those that do not', async () => {
    await takeAll(upTo(20), 1);
    const bot = await project.register();
    let moved = 100;
    const pages = await walk({ limit: 5 }, async () => {
      project.setTime(NOON + moved);
      await project.take(moved, bot);
      moved += 1;
    });
    expect(pages.flat()).to.deep.equal(upTo(20).toReversed());
  });

  it('lists only those of a status where one is asked for', async () => {
    const bot = await project.register();
    for (const issue of upTo(9)) {
      const fence = await project.take(issue, bot);
      if (issue % 3 === 0) await project.handBack(issue, bot, fence, 'error');
    }
    expect(await walk({ status: 'error', limit: 2 })).to.deep.equal([[9, 6], [3]]);
    expect((await walk({ status: 'processing' })).flat()).to.have.members([1, 2, 4, 5, 7, 8]);
    expect(await walk({ status: 'quarantined' })).to.deep.equal([[]]);
  });

  it('leaves out members of an index that has fallen behind the hashes', async () => {
    await takeAll([1, 2], 1);
    await openLabelPass(project.store, 3, 'pass-1');
    await project.redis.zadd(project.key('issues:error'), NOON, '1', NOON, '3', NOON, 'rubbish');
    expect(await walk({ status: 'error' })).to.deep.equal([[]]);
  });

  it('fills a page though many members of the index are left out', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot);
    await project.handBack(7, bot, fence, 'error');
    const members = upTo(50).flatMap((index) => [NOON + index, String(index + 100)]);
    await project.redis.zadd(project.key('issues:error'), ...members);
    expect((await walk({ status: 'error', limit: 10 }))[0]).to.deep.equal([7]);
  });

  const faulty: [string, Record<string, unknown>, string][] = [
    ['a limit of 0', { limit: 0 }, 'limit: expected a whole number from 1 to 500, got 0'],
    ['a limit of 501', { limit: 501 }, 'limit: expected a whole number from 1 to 500, got 501'],
    ['a cursor that no page gave', { cursor: 'first' }, 'cursor: expected the `next` of an earlier page, got "first"'],
    ['a status that there is none of', { status: 'done' }, 'status: expected one of pending, processing'],
    ['an option that there is none of', { limits: 5 }, 'did you mean "limit"?'],
  ];

  for (const [what, options, message] of faulty) {
    it(`refuses ${what}`, async () => {
      const fault = await rejection(listIssues(project.store, options));
      expect(fault.code).to.equal('MIRIN_REQUEST_INVALID');
      expect(fault.message).to.include(message);
    });
  }
});

/** One comment for each repair: whatever GitHub answers, there is never a second one. */

import { expect } from 'chai';
import { openGate } from '../../src/github/account-gate.ts';
import { postOnce, type CommentMarks, type CommentRequest } from '../../src/github/comment-pass.ts';
import { GitHubClient } from '../../src/github/github-client.ts';
import { tokenIdentity } from '../../src/github/identity.ts';
import type { SimulatedFault } from '../../src/simulator/simulated-faults.ts';
import type { CommentOpening } from '../../src/transitions/comment-open.ts';
import { useSimulatedGitHub, WIDGETS, writeLines } from './simulated-github.ts';

const ISSUE = 7;
const MARKER = '<!-- mirin:repair:7:34 -->';
const COMMENTS = /\/issues\/7\/comments$/;

/** Marks in memory: a post that was begun may land until the test lets its time pass. */
class MemoryMarks implements CommentMarks {
  isOpen = false;
  isClosed = false;

  open(): Promise<CommentOpening> {
    if (this.isClosed) return Promise.resolve({ outcome: 'gone' });
    if (this.isOpen) return Promise.resolve({ outcome: 'wait', waitMs: 60_000 });
    this.isOpen = true;
    return Promise.resolve({ outcome: 'open' });
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

describe('a comment on a repair', () => {
  const github = useSimulatedGitHub();
  let marks: MemoryMarks;

  beforeEach(() => {
    marks = new MemoryMarks();
    github.widgets.createIssue({ number: ISSUE, labels: ['bug'] });
  });

  const post = (changes: Partial<CommentRequest> = {}) =>
    postOnce({
      repository: github.client.repository(WIDGETS),
      issue: ISSUE,
      marker: MARKER,
      body: `It was repaired.\n${MARKER}\n`,
      repairedAtMs: Date.now(),
      marks,
      ...changes,
    });
  const bodies = () => github.widgets.commentsOf(ISSUE).map(({ body }) => body);
  const posts = () => writeLines(github.simulator).length;

  it('is posted once, after a look', async () => {
    expect(await post()).to.deep.equal({ outcome: 'posted' });
    expect(await post()).to.deep.equal({ outcome: 'found' });
    expect(bodies()).to.deep.equal([`It was repaired.\n${MARKER}\n`]);
    expect(github.simulator.requests.map(({ method }) => method)).to.deep.equal(['GET', 'POST', 'GET']);
  });

  it('is found among very many', async () => {
    for (let index = 0; index < 130; index += 1) github.widgets.addComment(ISSUE, `comment ${index}`);
    github.widgets.addComment(ISSUE, `posted before\n${MARKER}`);
    expect(await post()).to.deep.equal({ outcome: 'found' });
    expect(posts()).to.equal(0);
    expect(marks.isClosed).to.equal(true);
  });

  const ambiguous: [string, SimulatedFault][] = [
    ['the connection is reset', { how: 'reset' }],
    ['a proxy answers 502', { how: 'html' }],
    ['the answer is cut off', { how: 'truncate' }],
    ['the answer is none of a comment', { how: 'answer', status: 201, body: {} }],
  ];
  for (const [what, fault] of ambiguous) {
    it(`is not posted again where ${what} after GitHub took it`, async () => {
      github.simulator.failNext({ method: 'POST', ...fault, after: 'commit' });
      expect(await post()).to.deep.equal({ outcome: 'found' });
      expect(bodies()).to.have.length(1);
      expect(posts()).to.equal(1);
    });
  }

  it('waits where a post got no answer and is not there, since it may still land, and is posted after that', async () => {
    github.simulator.failNext({ method: 'POST', how: 'reset' });
    expect(await post()).to.deep.include({ outcome: 'again-later', delayMs: 60_000 });
    expect(posts()).to.equal(1);
    marks.isOpen = false;
    expect(await post()).to.deep.equal({ outcome: 'posted' });
    expect(bodies()).to.have.length(1);
  });

  it('is given up on a locked issue, whose labels can be changed all the same', async () => {
    github.widgets.issue(ISSUE).isLocked = true;
    expect(await post()).to.deep.equal({
      outcome: 'refused',
      reason: '403 Unable to create comment because issue is locked.',
    });
    expect(marks.isClosed).to.equal(true);
    expect(bodies()).to.deep.equal([]);
    expect(github.widgets.addLabels(ISSUE, ['processing'])).to.have.length(2);
  });

  it('is given up where the issue is gone, but not at the first 404', async () => {
    const fault = {
      method: 'GET',
      path: COMMENTS,
      how: 'answer',
      status: 404,
      body: { message: 'Not Found' },
    } as const;
    github.simulator.failNext(fault);
    expect(await post()).to.deep.equal({ outcome: 'posted' });
    marks = new MemoryMarks();
    github.simulator.failNext({ ...fault, times: 3 });
    expect(await post()).to.deep.equal({ outcome: 'refused', reason: '404 Not Found' });
  });

  it('waits for as long as GitHub says where a limit is met', async () => {
    const headers = { 'retry-after': '7' };
    const body = { message: 'You have exceeded a secondary rate limit.' };
    github.simulator.failNext({ method: 'POST', how: 'answer', status: 403, body, headers });
    expect(await post()).to.deep.include({ outcome: 'again-later', delayMs: 7_000 });
    expect(marks.isClosed).to.equal(false);
    expect(posts()).to.equal(1);
  });

  it('waits where the account has no slot for it', async () => {
    const { url: apiUrl, token } = github.simulator;
    const later = { outcome: 'later', waitMs: 3_000, reason: 'comments go one in three seconds' } as const;
    const client = new GitHubClient(
      { apiUrl, identity: tokenIdentity(token) },
      { ...openGate, take: (kind) => Promise.resolve(kind === 'comment' ? later : { outcome: 'granted' }) },
    );
    const outcome = await post({ repository: client.repository(WIDGETS) });
    await client.close();
    expect(outcome).to.deep.equal({ outcome: 'again-later', delayMs: 3_000, reason: later.reason });
    expect(marks.isClosed).to.equal(false);
    expect(posts()).to.equal(0);
  });

  it('waits where GitHub can not be had', async () => {
    github.simulator.failNext({ method: 'GET', how: 'html' });
    expect(await post()).to.deep.include({ outcome: 'unavailable' });
    expect(marks.isClosed).to.equal(false);
    expect(posts()).to.equal(0);
  });

  it('follows a renamed repository', async () => {
    github.simulator.rename('acme/widgets', 'acme/gadgets');
    expect(await post()).to.deep.equal({ outcome: 'posted' });
    expect(bodies()).to.have.length(1);
  });

  it('is left to the one that saw to it meanwhile', async () => {
    marks.isClosed = true;
    expect(await post()).to.deep.equal({ outcome: 'gone' });
    expect(posts()).to.equal(0);
  });
});

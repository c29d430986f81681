/** What Mirin makes of each answer and each silence of GitHub's, over real HTTP. */

import { expect } from 'chai';
import { GitHubError, GitHubRefusedError, GitHubUnavailableError } from '../../src/github/errors.ts';
import type { GitHubFault } from '../../src/github/fault.ts';
import { GitHubClient } from '../../src/github/github-client.ts';
import { tokenIdentity } from '../../src/github/identity.ts';
import { IssueLabels } from '../../src/github/issue-labels.ts';
import type { SimulatedFailure } from '../../src/simulator/simulated-faults.ts';
import { useSimulatedGitHub, WIDGETS } from './simulated-github.ts';

const saying = (status: number, message: string, headers: Record<string, string> = {}): SimulatedFailure => ({
  how: 'answer',
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  headers,
});
const failing = (code: string, message?: string): SimulatedFailure => ({
  how: 'answer',
  status: 422,
  body: { message: 'Validation Failed', errors: [{ resource: 'Label', code, field: 'name', message }] },
});
const DATE = 'Mon, 06 Jan 2025 10:00:00 GMT';
const BUDGET_SPENT = { date: DATE, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1736157640' };

type Row = readonly [title: string, failure: SimulatedFailure, fault: Partial<GitHubFault>];

/** The rows that mean the same for reads and writes: GitHub said clearly that nothing was done. */
const CLEAR: readonly Row[] = [
  [
    '403 with retry-after pauses for just that time',
    saying(403, 'Slow down', { 'retry-after': '7' }),
    { kind: 'rate-limited', retryAfterMs: 7_000 },
  ],
  [
    '429 with retry-after pauses for just that time',
    saying(429, 'Too many requests', { 'retry-after': '90' }),
    { kind: 'rate-limited', retryAfterMs: 90_000 },
  ],
  [
    '403 with a spent budget pauses until the reset, by the clock of GitHub itself',
    saying(403, 'API rate limit exceeded for installation ID 5.', BUDGET_SPENT),
    { kind: 'rate-limited', retryAfterMs: 40_000 },
  ],
  [
    'retry-after goes before the reset of the budget',
    saying(403, 'API rate limit exceeded', { ...BUDGET_SPENT, 'retry-after': '3' }),
    { kind: 'rate-limited', retryAfterMs: 3_000 },
  ],
  [
    '403 that only says secondary rate limit pauses for a minute',
    saying(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
    { kind: 'rate-limited', retryAfterMs: 60_000 },
  ],
  [
    '403 that blocks the creation of content pauses for a minute',
    saying(403, 'You have been temporarily blocked from content creation. Please retry your request later.'),
    { kind: 'rate-limited', retryAfterMs: 60_000 },
  ],
  ['429 of any text pauses for a minute', saying(429, 'Whoa there!'), { kind: 'rate-limited', retryAfterMs: 60_000 }],
  [
    '403 for lack of rights is permanent',
    saying(403, 'Resource not accessible by integration', { 'x-ratelimit-remaining': '4999' }),
    { kind: 'permanent', reason: '403 Resource not accessible by integration' },
  ],
  [
    '403 of an archived repository is permanent',
    saying(403, 'Repository was archived so is read-only.'),
    { kind: 'permanent', reason: '403 Repository was archived so is read-only.' },
  ],
  [
    '403 of a suspended installation is about the account',
    saying(403, 'This installation has been suspended'),
    { kind: 'unauthorized', reason: '403 This installation has been suspended' },
  ],
  ['401 is about the token', saying(401, 'Bad credentials'), { kind: 'unauthorized', reason: '401 Bad credentials' }],
  ['404 is missing', saying(404, 'Not Found'), { kind: 'missing', reason: '404 Not Found' }],
  [
    '404 for a label says that it is the label',
    saying(404, 'Label does not exist'),
    { kind: 'missing', refusal: 'no-such-label' },
  ],
  [
    '410 of a deleted issue is permanent',
    saying(410, 'This issue was deleted'),
    { kind: 'permanent', reason: '410 This issue was deleted' },
  ],
  [
    '410 where issues are disabled is permanent and says so',
    saying(410, 'Issues are disabled for this repo'),
    { kind: 'permanent', reason: '410 Issues are disabled for this repo' },
  ],
  ['422 for what exists already says so', failing('already_exists'), { kind: 'permanent', refusal: 'already-exists' }],
  [
    '422 for more than 100 labels says so',
    failing('custom', 'Issues cannot have more than 100 labels'),
    { kind: 'permanent', refusal: 'too-many-labels' },
  ],
  ['422 for an issue just created is transient', saying(422, 'Issue not found'), { kind: 'transient' }],
  ['422 otherwise is permanent', failing('invalid'), { kind: 'permanent' }],
  ...[301, 302, 303, 307, 308].map(
    (status): Row => [
      `${status} is a move, not a success`,
      { how: 'answer', status, body: [], headers: { location: 'http://elsewhere.test/repositories/7' } },
      { kind: 'moved', location: 'http://elsewhere.test/repositories/7' },
    ],
  ),
];

/** The rows that leave open whether a write was carried out. */
const UNCLEAR: readonly Row[] = [
  ['500 is transient', saying(500, 'Server Error'), { kind: 'transient', reason: '500 Server Error' }],
  ['a 502 page is transient', { how: 'html' }, { kind: 'transient', reason: '502 (an HTML page)' }],
  [
    '503 is transient and keeps its retry-after',
    saying(503, 'No server is currently available to service your request.', { 'retry-after': '30' }),
    { kind: 'transient', retryAfterMs: 30_000 },
  ],
  ['408 is transient', saying(408, 'Request Timeout'), { kind: 'transient' }],
  ['a reset connection is transient', { how: 'reset' }, { kind: 'transient', reason: 'no answer (ECONNRESET)' }],
  ['200 that breaks off is transient', { how: 'truncate' }, { kind: 'transient', reason: '200 (no body)' }],
  [
    '200 with cut JSON is transient',
    { how: 'answer', status: 200, body: '[{"id": 1, "name": "processing"' },
    { kind: 'transient' },
  ],
  ['200 with JSON of another shape is transient', saying(200, 'All fine'), { kind: 'transient' }],
  [
    '200 with an HTML page is transient',
    { how: 'answer', status: 200, body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } },
    { kind: 'transient', reason: '200 (an HTML page)' },
  ],
];

describe('classification of what GitHub answers', () => {
  const github = useSimulatedGitHub();
  let labels: IssueLabels;

  beforeEach(() => {
    github.widgets.createIssue({ number: 1, labels: ['bug'] });
    labels = new IssueLabels(github.client.repository(WIDGETS), 1);
  });

  const sending = {
    GET: () => labels.list(),
    POST: () => labels.add(['processing']),
    DELETE: () => labels.remove('bug'),
  };

  async function faultOf(method: keyof typeof sending, failure: SimulatedFailure): Promise<GitHubFault> {
    github.simulator.failNext({ method, ...failure });
    return (await errorOf(sending[method]())).fault;
  }

  for (const [title, failure, expected] of CLEAR) {
    it(title, async () => {
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        expect(await faultOf(method, failure), method).to.include({ ...expected, isAmbiguousWrite: false });
      }
    });
  }

  for (const [title, failure, expected] of UNCLEAR) {
    it(`${title}, and a write so answered is ambiguous`, async () => {
      expect(await faultOf('GET', failure), 'GET').to.include({ ...expected, isAmbiguousWrite: false });
      expect(await faultOf('POST', failure), 'POST').to.include({ ...expected, isAmbiguousWrite: true });
      github.widgets.addLabels(1, ['bug']);
      expect(await faultOf('DELETE', failure), 'DELETE').to.include({ ...expected, isAmbiguousWrite: true });
    });
  }

  it('a POST whose answer lacks the label is ambiguous', async () => {
    const answer: SimulatedFailure = { how: 'answer', status: 200, body: [{ id: 1, name: 'bug' }] };
    expect(await faultOf('POST', answer)).to.include({ kind: 'transient', isAmbiguousWrite: true });
  });

  it('a DELETE whose answer still holds the label is ambiguous', async () => {
    const answer: SimulatedFailure = { how: 'answer', status: 200, body: [{ id: 1, name: 'BUG' }] };
    expect(await faultOf('DELETE', answer)).to.include({ kind: 'transient', isAmbiguousWrite: true });
  });

  it('no answer in time is transient, and a write so answered is ambiguous', async () => {
    const hasty = new GitHubClient({
      apiUrl: github.simulator.url,
      identity: tokenIdentity(github.simulator.token),
      attemptTimeoutMs: 300,
    });
    github.simulator.failNext({ how: 'hang', times: 2 });
    const onIssue = new IssueLabels(hasty.repository(WIDGETS), 1);
    const silence = { kind: 'transient', reason: 'no answer in time' };
    expect((await errorOf(onIssue.list())).fault).to.include({ ...silence, isAmbiguousWrite: false });
    expect((await errorOf(onIssue.add(['processing']))).fault).to.include({ ...silence, isAmbiguousWrite: true });
    await hasty.close();
  });

  it('a write that finds nobody listening has certainly not happened', async () => {
    await github.simulator.stop();
    const { fault } = await errorOf(sending.POST());
    expect(fault).to.include({ kind: 'transient', reason: 'no answer (ECONNREFUSED)', isAmbiguousWrite: false });
  });

  it('what may pass by itself is an unavailable GitHub, what GitHub decided is a refusal', async () => {
    github.simulator.failNext(saying(503, 'later'));
    expect(await errorOf(sending.GET()))
      .to.be.instanceOf(GitHubUnavailableError)
      .with.property('code', 'MIRIN_GITHUB_UNAVAILABLE');
    github.simulator.failNext(saying(403, 'no'));
    expect(await errorOf(sending.GET()))
      .to.be.instanceOf(GitHubRefusedError)
      .with.property('code', 'MIRIN_GITHUB_REFUSED');
  });

  it('an error names the request and what GitHub said', async () => {
    github.simulator.failNext(saying(410, 'This issue\nwas deleted'));
    const { message } = await errorOf(sending.POST());
    expect(message).to.equal('GitHub refused POST /repos/acme/widgets/issues/1/labels: 410 This issue was deleted');
  });
});

async function errorOf(sending: Promise<unknown>): Promise<GitHubError> {
  try {
    await sending;
  } catch (error) {
    expect(error).to.be.instanceOf(GitHubError);
    return error as GitHubError;
  }
  return expect.fail('the request succeeded');
}

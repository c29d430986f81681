/** Each thing that GitHub answers: what it leads to, and that the labels tell the state once GitHub is well again. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { SimulatedFailure } from '../../src/simulator/simulated-faults.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { type Standing, Story } from './story.ts';
import type { Trouble } from './steps.ts';

const answer = (status: number, message: string, headers: Record<string, string> = {}): SimulatedFailure => ({
  how: 'answer',
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  headers,
});
const spent = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-used': '5000' };
/** As long as it takes for all passes of a test. */
const ALWAYS = 100;

type Wanted = Pick<Standing, 'issue' | 'account'>;
const PAUSED: Wanted = { issue: 'waiting', account: 'paused' };
const BROKEN: Wanted = { issue: 'waiting', account: 'broken' };
const BLOCKED: Wanted = { issue: 'blocked', account: 'fine' };
const WAITING: Wanted = { issue: 'waiting', account: 'fine' };

/** What GitHub answers to every request of a kind, and what a pass comes to by it. */
const ANSWERS: [string, SimulatedFailure, Wanted][] = [
  [
    '403 with retry-after',
    answer(403, 'You have triggered an abuse detection mechanism.', { 'retry-after': '7' }),
    PAUSED,
  ],
  ['429 with retry-after', answer(429, 'Slow down', { 'retry-after': '7' }), PAUSED],
  ['429 of any text', answer(429, 'Whoa there!'), PAUSED],
  [
    '403 with nothing left of the budget',
    answer(403, 'API rate limit exceeded for installation ID 7.', {
      ...spent,
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 600),
    }),
    PAUSED,
  ],
  [
    '403 "You have exceeded a secondary rate limit."',
    answer(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
    PAUSED,
  ],
  [
    '403 "temporarily blocked from content creation"',
    answer(403, 'You have been temporarily blocked from content creation. Please retry your request again later.'),
    PAUSED,
  ],
  ['403 "API rate limit exceeded"', answer(403, 'API rate limit exceeded for installation ID 7.'), PAUSED],
  ['403 "Resource not accessible by integration"', answer(403, 'Resource not accessible by integration'), BLOCKED],
  ['403 "Repository was archived"', answer(403, 'Repository was archived so is read-only.'), BLOCKED],
  ['403 "This installation has been suspended"', answer(403, 'This installation has been suspended'), BROKEN],
  ['401 "Bad credentials"', answer(401, 'Bad credentials'), BROKEN],
  ['404 that stays', answer(404, 'Not Found'), BLOCKED],
  ['410 "Issues are disabled for this repo"', answer(410, 'Issues are disabled for this repo'), BLOCKED],
  ['410 "This issue was deleted"', answer(410, 'This issue was deleted'), BLOCKED],
  ['422 "Validation Failed"', answer(422, 'Validation Failed'), BLOCKED],
  ['500', answer(500, 'Server Error'), WAITING],
  ['a 502 page', { how: 'html' }, WAITING],
  [
    '503 "No server is currently available"',
    answer(503, 'No server is currently available to service your request. Sorry about that.'),
    WAITING,
  ],
  ['a connection that is reset', { how: 'reset' }, WAITING],
  ['an answer that breaks off', { how: 'truncate' }, WAITING],
];

describe('what GitHub answers', function () {
  this.timeout(60_000);
  let redis: Redis;
  let story: Story;

  before(async () => {
    redis = new Redis((await sharedRedis()).url);
    await redis.set('mirin:test-clock', '1');
  });
  beforeEach(async () => {
    story = await Story.open(redis);
  });
  afterEach(() => story.close());
  after(() => redis.disconnect());

  const pass = () => story.take({ step: 'pass', diesAfter: null });

  /** A pass with that in its way: over labels to be added, or, for a removal, of which one is stale. */
  async function passWith(trouble: Trouble): Promise<Standing> {
    if (trouble.method === 'DELETE') {
      await pass();
      await story.take({ step: 'move', as: 'completed' });
    }
    await story.take({ step: 'trouble', trouble });
    await pass();
    return story.standing();
  }

  async function expectAllWellInTheEnd(): Promise<void> {
    await story.comeToRest();
    expect(await story.judge()).to.deep.equal([]);
    const { issue, account, host } = await story.standing();
    expect({ issue, isBroken: account === 'broken', host }).to.deep.equal({
      issue: 'in sync',
      isBroken: false,
      host: 'fine',
    });
  }

  const DOING = { GET: 'reads', POST: 'adds', DELETE: 'removes' } as const;
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    describe(`to whoever ${DOING[method]} labels`, () => {
      for (const [what, failure, wanted] of ANSWERS) {
        it(`${what}: the issue is ${wanted.issue}, the account ${wanted.account}, and all is well in the end`, async () => {
          const standing = await passWith({ method, failure, times: ALWAYS, fate: 'lost' });
          expect(standing).to.include(wanted);
          if (failure.how === 'answer' && wanted !== WAITING) {
            expect(standing.reason).to.include((failure.body as { message: string }).message);
          }
          await expectAllWellInTheEnd();
        });
      }
    });
  }

  it('404 once, as replicas do that lag: is not believed', async () => {
    const standing = await passWith({ method: 'GET', failure: answer(404, 'Not Found'), times: 1, fate: 'lost' });
    expect(standing.issue).to.equal('in sync');
    await expectAllWellInTheEnd();
  });

  it('422 "Issue not found", as just after it was created: the issue waits', async () => {
    const failure = answer(422, 'Validation Failed: Issue not found');
    expect(await passWith({ method: 'POST', failure, times: 1, fate: 'lost' })).to.include(WAITING);
    await expectAllWellInTheEnd();
  });

  it('five failures in a row, of whatever kind: the host is left alone until a read gets through', async () => {
    await story.take({ step: 'trouble', trouble: { method: 'GET', failure: { how: 'html' }, times: 3, fate: 'lost' } });
    for (let tries = 0; tries < 3; tries += 1) await pass();
    expect(await story.standing()).to.include({ host: 'fine' });
    await story.take({
      step: 'trouble',
      trouble: { method: 'GET', failure: { how: 'reset' }, times: ALWAYS, fate: 'lost' },
    });
    for (let tries = 0; tries < 2; tries += 1) await pass();
    expect(await story.standing()).to.include({ issue: 'waiting', account: 'fine', host: 'broken' });
    await expectAllWellInTheEnd();
  });

  for (const landsAfterMs of [1, 30_000, 55_000]) {
    it(`nothing to a write that lands ${landsAfterMs} ms later: it is found, and put right where it came too late`, async () => {
      await pass();
      await story.take({ step: 'move', as: 'completed' });
      await story.take({
        step: 'trouble',
        trouble: { method: 'POST', failure: { how: 'reset' }, times: 1, fate: { landsAfterMs } },
      });
      await pass();
      await story.take({ step: 'move', as: 'completed' });
      await pass();
      await expectAllWellInTheEnd();
    });
  }

  it('403 to a comment on a locked issue: there is none, and the labels are right', async () => {
    await story.take({ step: 'edit', edit: { edit: 'lock' } });
    await story.take({ step: 'orphan' });
    await story.take({ step: 'tell', diesAfter: null });
    await expectAllWellInTheEnd();
  });
});

/** Comments that people write on issues which await a response become tasks: each once, after the one before. */

import { expect } from 'chai';
import type { Task } from '../../src/client/ticket-desk.ts';
import { useIntakeBench } from './intake-bench.ts';

const ALICE = { login: 'alice', type: 'User' } as const;
const BOT = { login: 'helper[bot]', type: 'Bot' } as const;
const ISSUE = 5;

describe('the intake of comments', () => {
  const bench = useIntakeBench();

  /** An issue that awaits a response, and the first sweep behind it. */
  const awaited = async (over: Record<string, string | number> = {}): Promise<void> => {
    bench.open.work(ISSUE);
    await bench.open.await(ISSUE);
    await bench.open.startSwept(over);
  };
  const write = (body = 'Yes, please.', issue = ISSUE): string =>
    String(bench.open.repository.addComment(issue, body, ALICE).id);
  const processed = () => bench.open.live.redis.smembers(bench.open.keys.issue(ISSUE).processed_comments);

  /** Works off so many tasks; what the handler was given, and its comments as they were processed then. */
  const workOff = async (count: number, fail: (comment: string) => boolean = () => false) => {
    const mirin = await bench.open.live.connect('bot');
    const done = new AbortController();
    const given: (string | undefined)[] = [];
    await mirin.work(
      async ({ comment }: Task) => {
        given.push(comment);
        if (given.length === count) done.abort();
        if (comment !== undefined && fail(comment)) throw new Error('no luck');
        return { status: 'awaiting-response' };
      },
      { signal: done.signal },
    );
    return given;
  };

  it('makes a comment one task, however often it is listed and looked at', async () => {
    await awaited();
    const comment = write();
    const { open } = bench;
    const looks = [1, 2].map(() => open.look({ issue: ISSUE, comment: Number(comment) }));
    await Promise.all([open.sweep(), ...looks, open.sweep()]);
    expect(await open.task(ISSUE)).to.include({ state: 'waiting', run: '1', comment, type: 'misc' });
    expect(await open.live.issue(ISSUE)).to.include({ status: 'awaiting-response' });
    expect(await workOff(1)).to.deep.equal([comment]);
    expect(await processed()).to.deep.equal([comment]);
    await open.sweep();
    expect(await open.look({ issue: ISSUE, comment: Number(comment) })).to.deep.include({
      left: [{ issue: ISSUE, comment, reason: 'processed' }],
    });
    expect(await open.waiting()).to.deep.equal([]);
  });

  it('hands several on one issue out one after the other, oldest first', async () => {
    await awaited({ scanEveryMs: 1_000 });
    const comments = [write('One.'), write('Two.'), write('Three.')];
    await bench.open.sweep();
    expect(await workOff(3)).to.deep.equal(comments);
    expect(await processed()).to.have.members(comments);
  });

  it('tries a comment again whose run failed, and counts it as processed only then', async () => {
    await awaited();
    const comment = write();
    await bench.open.sweep();
    await workOff(1, () => true);
    await bench.open.untilTask(ISSUE, 'done');
    expect(await processed()).to.deep.equal([]);
    const { redis } = bench.open.live;
    expect(await redis.zrange(bench.open.keys.own.intake_waiting, 0, '-1')).to.deep.equal([`${ISSUE}/${comment}`]);
    await redis.hset(bench.open.keys.issue(ISSUE).task, 'retryAt', 0);
    await bench.open.workshop.scan();
    expect(await workOff(1)).to.deep.equal([comment]);
    expect(await processed()).to.deep.equal([comment]);
  });

  it('leaves comments of its own, of bots and with its marker, on pull requests, and on what awaits none', async () => {
    await awaited();
    const { open } = bench;
    open.repository.addComment(ISSUE, 'I did it.');
    open.repository.addComment(ISSUE, 'Coverage: 98 %', BOT);
    write('Repaired.\n\n<!-- mirin:repair:5:1 -->');
    write('Nice.', open.repository.createIssue({ number: 6, labels: ['task:misc'], isPullRequest: true }));
    write('Me too.', open.repository.createIssue({ number: 7, labels: ['task:misc', 'skip:poppobuilder'] }));
    const { left } = await open.sweep();
    expect(left).to.include({ own: 1, bot: 1, marked: 1, 'not-known': 2 });
    expect(await open.waiting()).to.deep.equal([]);
  });

  it('hears the own account where that is wanted', async () => {
    await awaited({ intakeOwnComments: 'true' });
    const { id } = bench.open.repository.addComment(ISSUE, 'I am the bot and its master.');
    await bench.open.sweep();
    expect(await bench.open.task(ISSUE)).to.include({ comment: String(id) });
    expect(bench.open.requests(/^\/user$/)).to.deep.equal([]);
  });

  it('leaves comments from before it was switched on, and all where they are switched off', async () => {
    const { open } = bench;
    open.work(ISSUE);
    await open.await(ISSUE);
    const early = write('Too early.');
    open.repository.commentsOf(ISSUE)[0]!.createdAt = new Date(Date.now() - 3_600_000).toISOString();
    const workers = await open.startSwept();
    expect(await open.task(ISSUE), early).to.deep.equal({});
    await workers.stop();
    await open.startSwept({ intakeComments: 'false' });
    write();
    await open.sweep();
    expect(await open.task(ISSUE)).to.deep.equal({});
  });

  it('forgets a comment whose issue was closed while it waited for room', async () => {
    await awaited({ maxPendingTasks: 1 });
    const { open } = bench;
    open.work(1, 'priority:high');
    const comment = write();
    await open.sweep();
    expect(await open.waiting()).to.deep.equal(['issue-1']);
    open.repository.issue(ISSUE).setClosed(true);
    expect(await open.look({ issue: ISSUE, comment: Number(comment) })).to.deep.include({
      left: [{ issue: ISSUE, comment, reason: 'closed' }],
    });
    expect(await open.live.redis.zcard(open.keys.own.intake_waiting)).to.equal(0);
  });
});

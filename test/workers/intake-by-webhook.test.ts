/** Work that webhooks tell of: GitHub tells the board, and a worker looks. */

import { expect } from 'chai';
import type { Board } from '../../bull-board/start-board.ts';
import { serveBoard } from '../../cli/up/serve-board.ts';
import { createLog } from '../../src/log/log.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { deliver, examplePayload, labelPayload, WEBHOOK_SECRET } from '../support/webhooks.ts';
import { waitFor } from '../support/wait-for.ts';
import { useIntakeBench } from './intake-bench.ts';

describe('work that webhooks tell of', () => {
  const bench = useIntakeBench();
  let board: Board;

  beforeEach(async () => {
    const { live } = bench.open;
    const flags = {
      boardPort: 0,
      boardPassword: 'correct horse',
      webhookSecret: WEBHOOK_SECRET,
      dataDir: tempFolder(),
    };
    const settings = live.settings({ ...flags, intake: 'poppobuilder' });
    board = await serveBoard(settings, live.redisUrl, createLog({ level: 'silent' }));
    await bench.open.startSwept();
  });
  afterEach(() => board.stop());

  const labeled = () => labelPayload('labeled', bench.open.live.name, 1, 'task:misc');

  it('becomes one task, by two deliveries and a sweep at once, one of them sent twice', async () => {
    const { open } = bench;
    open.work(1, 'priority:high');
    const replies = await Promise.all([
      deliver(board, { payload: labeled(), id: 'one' }),
      deliver(board, { payload: labeled(), id: 'two' }),
      open.sweep(),
    ]);
    expect(JSON.parse(replies[0].body)).to.include({ outcome: 'offered', issue: 1 });
    expect(await open.untilTask(1, 'waiting')).to.include({ run: '1', priority: 'high' });
    const again = await deliver(board, { payload: labeled(), id: 'one' });
    expect(JSON.parse(again.body)).to.include({ outcome: 'repeated' });
    await open.sweep();
    expect(await open.task(1)).to.include({ run: '1' });
    expect(await open.tickets()).to.deep.equal([1]);
  });

  it('is what GitHub shows, not what the delivery says', async () => {
    const { open } = bench;
    open.repository.createIssue({ number: 1, labels: ['bug'] });
    const looks = open.requests(/\/issues\/1$/).length;
    await deliver(board, { payload: labeled() });
    await waitFor('the look to be over', async () => {
      const jobs = await open.workshop.queues.labels.getCompleted();
      return jobs.some(({ name }) => name === 'intake-look');
    });
    expect(open.requests(/\/issues\/1$/).length - looks).to.equal(1);
    expect(await open.task(1)).to.deep.equal({});
  });

  it('costs no look where the labels are Mirin’s own', async () => {
    const { open } = bench;
    open.work(1);
    const reply = await deliver(board, { payload: labelPayload('labeled', open.live.name, 1, 'processing') });
    expect(JSON.parse(reply.body)).to.include({ outcome: 'ignored' });
  });

  it('may be a comment', async () => {
    const { open } = bench;
    open.work(5);
    await open.await(5);
    const { id } = open.repository.addComment(5, 'Yes.', { login: 'alice', type: 'User' });
    const over = { issue: { number: 5, labels: [] }, comment: { id, user: { type: 'User' } } };
    const payload = examplePayload('issue_comment', 'created', open.live.name, over);
    await deliver(board, { payload, event: 'issue_comment', id: 'a-comment' });
    expect(await open.untilTask(5, 'waiting')).to.include({ comment: String(id) });
    const again = await deliver(board, { payload, event: 'issue_comment', id: 'a-comment' });
    expect(JSON.parse(again.body)).to.include({ outcome: 'repeated' });
  });
});

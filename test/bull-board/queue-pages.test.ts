/** Bull Board behind the door: names, masks, read-only mode and faults. */

import { expect } from 'chai';
import { MASK } from '../../bull-board/mask-secrets.ts';
import { basic, send, stopBoards, testBoard, type Reply, type TestBoard } from '../support/board.ts';
import { waitFor } from '../support/wait-for.ts';

const JSON_BODY = { 'content-type': 'application/json' };

/** Asks the queue API for a path below one queue. */
function askQueue(board: TestBoard, method: string, queue: string, rest: string, body?: unknown): Promise<Reply> {
  const target = `/queues/api/queues/${encodeURIComponent(queue)}${rest}`;
  const headers = body === undefined ? basic() : { ...basic(), ...JSON_BODY };
  return send(board, method, target, headers, body === undefined ? '' : JSON.stringify(body));
}

describe('the pages of the queues', () => {
  afterEach(stopBoards);

  it('name every queue, those of a project by it', async () => {
    const board = await testBoard();
    const reply = await send(board, 'GET', '/queues/api/queues', basic());
    const { queues } = JSON.parse(reply.body) as { queues: { name: string; displayName: string }[] };
    expect(queues.map(({ name }) => name)).to.deep.equal([
      `${board.project}:mirin-requests`,
      `${board.project}:mirin-tasks`,
      'mirin-labels',
      'mirin-orphans',
    ]);
    expect(queues.map(({ displayName }) => displayName)).to.deep.equal([
      'mirin-requests',
      'mirin-tasks',
      'mirin-labels',
      'mirin-orphans',
    ]);
  });

  it('mask secrets in data, results, errors, logs and schedulers', async () => {
    const board = await testBoard();
    const { requests } = board.queues;
    const job = await requests.add('checkout', { issue: 7, password: 'in the data' }, { jobId: 'r-1' });
    await job.log('connecting to redis://default:in-the-log@redis');
    await requests.upsertJobScheduler('s', { every: 3_600_000 }, { data: { apiKey: 'in the template' } });
    const name = `${board.project}:mirin-requests`;
    const shown = [
      await askQueue(board, 'GET', name, '/r-1'),
      await askQueue(board, 'GET', name, '/r-1/logs'),
      await send(board, 'GET', `/queues/api/job-schedulers?queueName=${encodeURIComponent(name)}`, basic()),
    ];
    for (const reply of shown) {
      expect(reply.status).to.equal(200);
      expect(reply.body).to.include(MASK);
      expect(reply.body).not.to.match(/in[ -]the[ -](data|log|template)/);
    }
  });

  it('refuse to save data that still holds a mask', async () => {
    const board = await testBoard();
    await board.queues.requests.add('checkout', { password: 'kept' }, { jobId: 'r-1' });
    const name = `${board.project}:mirin-requests`;
    const reply = await askQueue(board, 'PATCH', name, '/r-1/update-data', { jobData: { password: MASK } });
    expect(reply.status).to.equal(400);
    expect(reply.body).to.include('masked secrets');
    expect((await board.queues.requests.getJob('r-1'))?.data).to.deep.equal({ password: 'kept' });
  });

  it('note changes in the log, without their bodies', async () => {
    const board = await testBoard();
    const name = `${board.project}:mirin-requests`;
    await askQueue(board, 'GET', name, '/workers');
    await askQueue(board, 'POST', name, '/add', { name: 'checkout', data: { issue: 7 }, options: {} });
    const line = await waitFor('the line of the change', () => board.logged('board.changed').at(0));
    expect(line).to.include({ method: 'POST', address: '127.0.0.1', status: 200 });
    expect(JSON.stringify(line)).not.to.include('issue');
    expect(board.logged('board.changed')).to.have.length(1);
  });

  it('refuse every change with 405 when the board is read-only', async () => {
    const board = await testBoard({ settings: { boardReadOnly: true } });
    const { tasks } = board.queues;
    await tasks.add('work', {}, { jobId: 't-1' });
    const name = `${board.project}:mirin-tasks`;
    const changes: [method: string, rest: string][] = [
      ['PUT', '/pause'],
      ['PUT', '/obliterate'],
      ['PUT', '/t-1/clean'],
      ['POST', '/add'],
      ['PATCH', '/t-1/update-data'],
    ];
    for (const [method, rest] of changes) {
      const reply = await askQueue(board, method, name, rest, {});
      expect([reply.status, reply.headers.allow], rest).to.deep.equal([405, 'GET, HEAD']);
    }
    // Bull Board's own read-only mode would answer 200 here, having done nothing.
    expect((await send(board, 'PUT', '/queues/api/queues/pause', basic())).status).to.equal(405);
    expect(await tasks.getWaitingCount()).to.equal(1);
    expect(await tasks.isPaused()).to.equal(false);
    expect((await askQueue(board, 'GET', name, '/t-1')).status).to.equal(200);
  });

  it('tell nothing of the inside of a fault, but log it', async () => {
    const board = await testBoard();
    await board.queues.labels.close();
    const reply = await send(board, 'GET', '/queues/api/queues', basic());
    expect(reply.status).to.equal(500);
    expect(JSON.parse(reply.body)).to.have.all.keys('error', 'message');
    expect(reply.body).not.to.match(/closed|node_modules|\.js/i);
    expect(board.logged('board.failed')[0]).to.have.nested.property('error.message', 'Connection is closed.');
  });

  it('answer malformed requests with 400 and unknown pages with 404', async () => {
    const board = await testBoard();
    const target = '/queues/api/queues/mirin-labels/add';
    expect((await send(board, 'POST', target, { ...basic(), ...JSON_BODY }, '{"name":')).status).to.equal(400);
    expect((await send(board, 'GET', '/queues/queue/%E0%A4%A', basic())).status).to.equal(400);
    const missing = await send(board, 'GET', '/nowhere', { ...basic(), accept: 'text/html' });
    expect(missing.status).to.equal(404);
    expect(missing.body).to.include('There is no such page').and.not.to.include('Cannot GET');
  });
});

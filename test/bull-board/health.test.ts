/** Health and readiness, as a watcher asks for them. */

import { expect } from 'chai';
import { send, stopBoards, testBoard } from '../support/board.ts';

const never = <T>(): Promise<T> => new Promise(() => undefined);

describe('the health of the board', () => {
  afterEach(stopBoards);

  it('is told without log-in', async () => {
    const board = await testBoard();
    const reply = await send(board, 'GET', '/healthz');
    expect([reply.status, JSON.parse(reply.body)]).to.deep.equal([200, { status: 'up' }]);
  });

  it('says up while a check hangs', async () => {
    const board = await testBoard({ health: { check: never } });
    expect((await send(board, 'GET', '/healthz')).status).to.equal(200);
  });

  it('says ready with the checks that were made', async () => {
    const board = await testBoard();
    const reply = await send(board, 'GET', '/readyz');
    expect(reply.status).to.equal(200);
    expect(JSON.parse(reply.body)).to.deep.equal({
      ready: true,
      checks: [{ name: 'redis', ok: true, detail: 'answers' }],
    });
  });

  it('says 503 while not ready, without secrets', async () => {
    const detail = 'no connection to redis://default:hunter2@redis:6379';
    const check = () => Promise.resolve({ ready: false, checks: [{ name: 'redis', ok: false, detail }] });
    const board = await testBoard({ health: { check } });
    const reply = await send(board, 'GET', '/readyz');
    expect(reply.status).to.equal(503);
    expect(reply.body).to.include('redis://default:••••••@redis:6379').and.not.to.include('hunter2');
  });

  it('says 503 when the check itself fails', async () => {
    const board = await testBoard({ health: { check: () => Promise.reject(new Error('Connection is closed.')) } });
    const reply = await send(board, 'GET', '/readyz');
    expect(reply.status).to.equal(503);
    expect(JSON.parse(reply.body)).to.have.nested.property('checks[0].detail', 'Connection is closed.');
  });

  it('says 503 when a check never ends, and asks once for all who wait', async () => {
    let asked = 0;
    const check = () => {
      asked += 1;
      return never<never>();
    };
    const board = await testBoard({ health: { check } });
    const replies = await Promise.all([1, 2, 3].map(() => send(board, 'GET', '/readyz')));
    expect(replies.map(({ status }) => status)).to.deep.equal([503, 503, 503]);
    expect(asked).to.equal(1);
  });
});

/** Guessing passwords ends soon. */

import { expect } from 'chai';
import { MAX_WRONG_ATTEMPTS } from '../../bull-board/login-limit.ts';
import { basic, cookieOf, LOGIN, send, stopBoards, submitLogin, testBoard, type TestBoard } from '../support/board.ts';
import { waitFor } from '../support/wait-for.ts';

async function failAttempts(board: TestBoard, attempts: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const reply = await submitLogin(board, { ...LOGIN, password: `guess ${attempt}` });
    expect(reply.status).to.equal(401);
  }
}

describe('the limit of log-in attempts', () => {
  afterEach(stopBoards);

  it('refuses even the right password once the attempts are used up, with a page that says so', async () => {
    const board = await testBoard();
    await failAttempts(board, MAX_WRONG_ATTEMPTS);
    const reply = await submitLogin(board);
    expect(reply.status).to.equal(429);
    expect(reply.headers['set-cookie']).to.equal(undefined);
    expect(Number(reply.headers['retry-after'])).to.be.within(1, 300);
    expect(reply.body).to.include('<h1>Too many wrong attempts</h1>').and.to.include('5 minutes');
  });

  it('counts the form and HTTP Basic together', async () => {
    const board = await testBoard();
    await failAttempts(board, MAX_WRONG_ATTEMPTS - 1);
    expect((await send(board, 'GET', '/queues', basic('guess'))).status).to.equal(401);
    const reply = await send(board, 'GET', '/queues', basic());
    expect(reply.status).to.equal(429);
    expect(JSON.parse(reply.body)).to.have.property('error', 'Too many wrong attempts');
  });

  it('does not count right attempts, also not many at once', async () => {
    const board = await testBoard();
    await failAttempts(board, MAX_WRONG_ATTEMPTS - 1);
    const replies = await Promise.all(
      Array.from({ length: 3 * MAX_WRONG_ATTEMPTS }, () => send(board, 'GET', '/queues/static/favicon.ico', basic())),
    );
    expect(replies.map(({ status }) => status)).to.deep.equal(replies.map(() => 200));
    expect((await submitLogin(board)).status).to.equal(303);
  });

  it('notes each wrong attempt in the log, without what was typed', async () => {
    const board = await testBoard();
    await failAttempts(board, 2);
    const lines = await waitFor('both lines', () => {
      const denied = board.logged('board.denied');
      return denied.length === 2 && denied;
    });
    expect(lines[0]).to.include({ level: 'warn', address: '127.0.0.1', path: '/login' });
    expect(JSON.stringify(lines)).not.to.include('guess');
  });

  it('leaves open sessions alone', async () => {
    const board = await testBoard();
    const cookie = cookieOf(await submitLogin(board));
    await failAttempts(board, MAX_WRONG_ATTEMPTS);
    expect((await send(board, 'GET', '/queues/api/queues', { cookie })).status).to.equal(200);
  });

  it('can not be escaped by a forwarding header', async () => {
    const board = await testBoard();
    await failAttempts(board, MAX_WRONG_ATTEMPTS);
    const elsewhere = { ...basic('guess'), 'x-forwarded-for': '192.0.2.7', forwarded: 'for=192.0.2.7' };
    expect((await send(board, 'GET', '/queues', elsewhere)).status).to.equal(429);
  });
});

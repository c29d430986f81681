/** Getting in: by form, by HTTP Basic, and not at all. */

import { expect } from 'chai';
import { basic, cookieOf, LOGIN, send, stopBoards, submitLogin, testBoard } from '../support/board.ts';

describe('the log-in of the board', () => {
  afterEach(stopBoards);

  it('shows nothing of the board without it', async () => {
    const board = await testBoard();
    const targets = [
      ...['/', '/queues', '/queues/', '/queues/api/queues', '/queues/api/redis/stats', '/queues/api/job-schedulers'],
      ...[
        '/queues/static/favicon.ico',
        '/queues/queue/mirin-labels',
        '/metrics',
        '/no-such-page',
        '/QUEUES',
        '//queues',
      ],
      ...['/healthz/x', '/login/../queues', '/login/%2e%2e/queues', '/healthz/..%2fqueues'],
    ];
    for (const target of targets) {
      const reply = await send(board, 'GET', target);
      expect(reply.status, target).to.equal(401);
      expect(reply.body, target).to.match(/^\{"error":"Log in first"/);
    }
  });

  it('refuses changes without it', async () => {
    const board = await testBoard();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await send(board, method, '/queues/api/queues/mirin-labels/pause');
      expect(reply.status, method).to.equal(401);
    }
    expect(await board.queues.labels.isPaused()).to.equal(false);
  });

  it('sends a browser to the form, and from there to the page it asked for', async () => {
    const board = await testBoard();
    const asked = await send(board, 'GET', '/queues/queue/mirin-labels?status=failed', { accept: 'text/html' });
    expect(asked.status).to.equal(302);
    const next = new URL(asked.headers.location ?? '', board.url).searchParams.get('next') ?? '';
    const reply = await submitLogin(board, { ...LOGIN, next });
    expect(reply.status).to.equal(303);
    expect(reply.headers.location).to.equal('/queues/queue/mirin-labels?status=failed');
  });

  it('gives a cookie that scripts and other sites can not use', async () => {
    const board = await testBoard();
    const cookie = (await submitLogin(board)).headers['set-cookie']?.[0] ?? '';
    expect(cookie).to.match(new RegExp(`^mirin_session_${board.port}=[A-Za-z0-9_-]{43}; `));
    expect(cookie).to.include('; HttpOnly').and.to.include('; SameSite=Strict').and.to.include('; Path=/');
  });

  it('lets in with the cookie until the log-out', async () => {
    const board = await testBoard();
    const session = { cookie: cookieOf(await submitLogin(board)), 'sec-fetch-site': 'same-origin' };
    expect((await send(board, 'GET', '/queues/api/queues', session)).status).to.equal(200);
    expect((await send(board, 'POST', '/logout', session)).headers.location).to.equal('/login');
    expect((await send(board, 'GET', '/queues/api/queues', session)).status).to.equal(401);
  });

  it('gives a new session id to each log-in and ends the one before', async () => {
    const board = await testBoard();
    const first = cookieOf(await submitLogin(board));
    const form = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      cookie: first,
    };
    const second = cookieOf(await send(board, 'POST', '/login', form, new URLSearchParams(LOGIN).toString()));
    expect(second).not.to.equal(first);
    expect((await send(board, 'GET', '/queues/api/queues', { cookie: first })).status).to.equal(401);
    expect((await send(board, 'GET', '/queues/api/queues', { cookie: second })).status).to.equal(200);
  });

  it('takes no session id that it did not give', async () => {
    const board = await testBoard();
    const cookie = `mirin_session_${board.port}=${'A'.repeat(43)}`;
    expect((await send(board, 'GET', '/queues/api/queues', { cookie })).status).to.equal(401);
  });

  it('refuses a wrong user, a wrong password, and none, with the form again', async () => {
    const board = await testBoard();
    const attempts: Record<string, string>[] = [
      { user: 'admin', password: LOGIN.password },
      { user: LOGIN.user, password: 'Correct horse' },
      { user: LOGIN.user, password: '' },
      { user: LOGIN.user },
      { 'user[]': LOGIN.user, 'password[]': LOGIN.password },
    ];
    for (const attempt of attempts) {
      const reply = await submitLogin(board, attempt);
      expect(reply.status, JSON.stringify(attempt)).to.equal(401);
      expect(reply.headers['set-cookie']).to.equal(undefined);
      expect(reply.body).to.include('do not match');
    }
  });

  it('writes what was typed as user back as text, not as HTML', async () => {
    const board = await testBoard();
    const reply = await submitLogin(board, { user: '"><script>alert(1)</script>', password: 'x' });
    expect(reply.body).to.include('&quot;&gt;&lt;script&gt;').and.not.to.include('<script>');
  });

  it('lets programs in by HTTP Basic, without a cookie', async () => {
    const board = await testBoard();
    const reply = await send(board, 'GET', '/queues/api/queues', basic());
    expect(reply.status).to.equal(200);
    expect(reply.headers['set-cookie']).to.equal(undefined);
  });

  it('takes a password with colons by HTTP Basic', async () => {
    const board = await testBoard({ settings: { boardPassword: 'a:b:c:d:e' } });
    expect((await send(board, 'GET', '/queues/api/queues', basic('a:b:c:d:e'))).status).to.equal(200);
    expect((await send(board, 'GET', '/queues/api/queues', basic('a'))).status).to.equal(401);
  });

  it('asks programs for HTTP Basic, but opens no dialog over a page in a browser', async () => {
    const board = await testBoard();
    const program = await send(board, 'GET', '/queues/api/queues', basic('wrong password'));
    expect(program.status).to.equal(401);
    expect(program.headers['www-authenticate']).to.match(/^Basic realm="Mirin"/);
    const browser = await send(board, 'GET', '/queues/api/queues', { 'sec-fetch-site': 'same-origin' });
    expect(browser.status).to.equal(401);
    expect(browser.headers['www-authenticate']).to.equal(undefined);
  });

  it('leads from / to the queues', async () => {
    const board = await testBoard();
    const reply = await send(board, 'GET', '/', basic());
    expect([reply.status, reply.headers.location]).to.deep.equal([302, '/queues']);
  });
});

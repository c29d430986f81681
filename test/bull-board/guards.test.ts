/** What keeps other sites, other names and browsers' good will out. */

import { expect } from 'chai';
import { basic, cookieOf, LOGIN, send, stopBoards, submitLogin, testBoard } from '../support/board.ts';

const PAUSE = '/queues/api/queues/mirin-labels/pause';

describe('the guards of the board', () => {
  afterEach(stopBoards);

  describe('against changes by other sites', () => {
    const foreign: Record<string, Record<string, string>> = {
      'a cross-site request': { 'sec-fetch-site': 'cross-site' },
      'one from another port of this host': { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' },
      'a foreign origin': { origin: 'http://evil.example' },
      'a hidden origin': { origin: 'null' },
      'neither header, but a cookie': {},
    };

    for (const [what, headers] of Object.entries(foreign)) {
      it(`refuses ${what}`, async () => {
        const board = await testBoard();
        const cookie = cookieOf(await submitLogin(board));
        const reply = await send(board, 'PUT', PAUSE, { cookie, ...headers });
        expect(reply.status).to.equal(403);
        expect(JSON.parse(reply.body)).to.have.property('error', 'This request comes from another site');
      });
    }

    it('refuses a log-in from another site', async () => {
      const board = await testBoard();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://evil.example' };
      const reply = await send(board, 'POST', '/login', headers, new URLSearchParams(LOGIN).toString());
      expect(reply.status).to.equal(403);
    });

    it('refuses a foreign page that makes the browser send HTTP Basic', async () => {
      const board = await testBoard();
      const reply = await send(board, 'PUT', PAUSE, { ...basic(), 'sec-fetch-site': 'cross-site' });
      expect(reply.status).to.equal(403);
    });

    it('takes changes from its own pages and from programs', async () => {
      const board = await testBoard();
      const cookie = cookieOf(await submitLogin(board));
      const target = `/queues/api/queues/${encodeURIComponent(`${board.project}:mirin-tasks`)}/pause`;
      const own = [{ cookie, 'sec-fetch-site': 'same-origin' }, { cookie, origin: board.url }, basic()];
      for (const headers of own) {
        await board.queues.tasks.resume();
        expect((await send(board, 'PUT', target, headers)).status).to.equal(200);
        expect(await board.queues.tasks.isPaused()).to.equal(true);
      }
    });
  });

  describe('against foreign names for this machine', () => {
    for (const host of ['evil.example', 'evil.example:80', 'localhost.evil.example', '192.0.2.7']) {
      it(`refuses Host "${host}" on loopback`, async () => {
        const board = await testBoard();
        for (const target of ['/healthz', '/login', '/queues']) {
          expect((await send(board, 'GET', target, { host })).status, target).to.equal(421);
        }
      });
    }

    for (const host of ['localhost', 'LOCALHOST:3920', '127.0.0.1:3920', '[::1]:3920', '[::1]']) {
      it(`takes Host "${host}"`, async () => {
        const board = await testBoard();
        expect((await send(board, 'GET', '/healthz', { host })).status).to.equal(200);
      });
    }

    it('takes any name where it listens on all addresses', async () => {
      const board = await testBoard({ settings: { boardHost: '0.0.0.0' } });
      expect((await send(board, 'GET', '/healthz', { host: 'mirin.example' })).status).to.equal(200);
    });
  });

  describe('in headers', () => {
    it('forbid all that Bull Board does not need, on every answer', async () => {
      const board = await testBoard();
      for (const target of ['/login', '/healthz', '/queues', '/queues/api/queues', '/no-such-page']) {
        const { headers } = await send(board, 'GET', target, basic());
        const policy = headers['content-security-policy'] ?? '';
        expect(policy, target).to.include("default-src 'none'").and.to.include("script-src 'self';");
        expect(policy, target).to.include("frame-ancestors 'none'").and.to.include("form-action 'self'");
        expect(headers['x-frame-options'], target).to.equal('DENY');
        expect(headers['x-content-type-options'], target).to.equal('nosniff');
        expect(headers['referrer-policy'], target).to.equal('same-origin');
        expect(headers, target).not.to.have.property('x-powered-by');
        expect(headers, target).not.to.have.property('access-control-allow-origin');
      }
    });

    it('keep pages out of caches', async () => {
      const board = await testBoard();
      expect((await send(board, 'GET', '/queues/api/queues', basic())).headers['cache-control']).to.equal('no-store');
      const file = await send(board, 'GET', '/queues/static/favicon.ico', basic());
      expect(file.headers['cache-control']).to.equal('private, no-cache');
    });
  });
});

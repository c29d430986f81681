/** A page that waits for ever is answered all the same. */

import { expect } from 'chai';
import express from 'express';
import { answerWithin } from '../../bull-board/answer-in-time.ts';
import { answerFaults } from '../../bull-board/fault.ts';
import { listen } from '../../bull-board/listen.ts';
import { send } from '../support/board.ts';

describe('the time that a page may take', () => {
  it('ends with 503, and what the handler sends later is dropped', async () => {
    const faults: unknown[] = [];
    let answerLate: (() => void) | undefined;
    const app = express().use(answerWithin(20));
    app.get('/', async (_request, response) => {
      await new Promise<void>((resolve) => (answerLate = resolve));
      response.json({ late: true });
    });
    app.use(answerFaults((error) => faults.push(error)));
    const server = await listen(app, '127.0.0.1', 0);
    try {
      const reply = await send(server, 'GET', '/');
      expect(reply.status).to.equal(503);
      expect(JSON.parse(reply.body)).to.have.property('error', 'Redis does not answer');
      answerLate?.();
      expect((await send(server, 'GET', '/other')).status).to.equal(404);
      expect(faults).to.deep.equal([]);
    } finally {
      await server.close();
    }
  });
});

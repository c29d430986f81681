/** A page that waits for ever is answered all the same. */

import { expect } from 'chai';
import express from 'express';
import { Agent } from 'node:http';
import { answerWithin } from '../../bull-board/answer-in-time.ts';
import { answerFaults } from '../../bull-board/fault.ts';
import { listen } from '../../bull-board/listen.ts';
import { send } from '../support/board.ts';

describe('the time that a page may take', () => {
  it('ends with 503; what the handler sends later is dropped, the connection is not', async () => {
    const faults: unknown[] = [];
    const connections: unknown[] = [];
    let answerLate: (() => void) | undefined;
    const app = express().use(answerWithin(20), (request, _response, next) => {
      connections.push(request.socket.remotePort);
      next();
    });
    app.get('/', async (_request, response) => {
      await new Promise<void>((resolve) => (answerLate = resolve));
      response.json({ late: true });
    });
    app.use(answerFaults((error) => faults.push(error)));
    const server = await listen(app, '127.0.0.1', 0);
    const oneConnection = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const reply = await send(server, 'GET', '/', {}, '', oneConnection);
      expect(reply.status).to.equal(503);
      expect(JSON.parse(reply.body)).to.have.property('error', 'Redis does not answer');
      answerLate?.();
      expect((await send(server, 'GET', '/other', {}, '', oneConnection)).status).to.equal(404);
      expect(connections[1]).to.equal(connections[0]);
      expect(faults).to.deep.equal([]);
    } finally {
      oneConnection.destroy();
      await server.close();
    }
  });
});

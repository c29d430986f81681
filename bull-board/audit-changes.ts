/** Notes in the log what people change through the board. */

import type { RequestHandler } from 'express';
import type { Log } from '../src/log/log.ts';

/** One line for each request that is not mere reading: what it asked for and what came of it, never its body. */
export function auditChanges(log: Log): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const change = { method: request.method, path: request.originalUrl, address: request.ip };
      response.once('finish', () => log.event('board.changed', { ...change, status: response.statusCode }));
    }
    next();
  };
}

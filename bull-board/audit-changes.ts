/** Notes in the log what people change through the board. */

import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

/** What the board needs of a logger. */
export type BoardLog = Pick<Logger, 'info' | 'error'>;

/** One line for each request that is not mere reading: what it asked for and what came of it, never its body. */
export function auditChanges(log: BoardLog | undefined): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const change = { method: request.method, path: request.originalUrl, address: request.ip };
      response.once('finish', () => log?.info({ ...change, status: response.statusCode }, 'change through the board'));
    }
    next();
  };
}

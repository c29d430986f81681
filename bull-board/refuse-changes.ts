/** Refuses every change through the board, as `boardReadOnly` demands. */

import type { RequestHandler } from 'express';
import { sendProblem } from './problem.ts';

/** Answers 405 to all but reading. Bull Board's own read-only mode hides the buttons, but lets a few routes pass. */
export const refuseChanges: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  response.set('Allow', 'GET, HEAD');
  return sendProblem(request, response, {
    status: 405,
    title: 'The board is read-only',
    detail: 'It was started with boardReadOnly (MIRIN_BOARD_READ_ONLY).',
  });
};

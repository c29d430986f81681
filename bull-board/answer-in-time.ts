/** Sees to it that a page that waits for Redis gets an answer all the same. */

import type { RequestHandler } from 'express';
import { sendProblem } from './problem.ts';

/** Answers 503 once a request has taken `limitMs`. What the handler sends after that is dropped. */
export function answerWithin(limitMs: number): RequestHandler {
  return (request, response, next) => {
    const timer = setTimeout(() => {
      if (response.headersSent) return;
      sendProblem(request, response, {
        status: 503,
        title: 'Redis does not answer',
        detail: `There was no answer within ${limitMs / 1_000} s. Look at /readyz, or run mirin doctor.`,
      });
    }, limitMs);
    response.once('close', () => clearTimeout(timer));
    next();
  };
}

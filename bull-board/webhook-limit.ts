/** Limits deliveries that are refused: an address that keeps sending them is not read any more for a while. */

import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Log } from '../src/log/log.ts';
import { sendProblem, type Problem } from './problem.ts';

/** Refused deliveries that an address has within a minute. Good ones are never counted, however many come at once. */
export const MAX_REFUSED = 100;
const WINDOW_MS = 60_000;

/** Answers with a problem, counts it, and notes it in the log. */
export type Refuse = (request: Request, response: Response, problem: Problem) => void;

export interface RefusalLimit {
  /** Answers 429 unread while an address has used up what it may send amiss. */
  guard: RequestHandler;
  refuse: Refuse;
}

const TOO_MANY: Problem = {
  status: 429,
  title: 'Too many deliveries were refused',
  detail: 'Nothing more is read from this address for up to a minute.',
};

export function limitRefusals(log: Log): RefusalLimit {
  const limiter = rateLimit({
    windowMs: WINDOW_MS,
    limit: MAX_REFUSED,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: addressOf,
    // Forwarding headers are not trusted: whoever sends garbage would write a new address into each piece.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (request, response) => sendProblem(request, response, TOO_MANY),
  });
  return {
    guard: async (request, response, next) => {
      const { totalHits = 0 } = (await limiter.getKey(addressOf(request))) ?? {};
      if (totalHits < MAX_REFUSED) return next();
      response.set('Connection', 'close');
      return sendProblem(request, response, TOO_MANY);
    },
    refuse: (request, response, problem) => {
      log.event('webhook.refused', { status: problem.status, why: problem.title, address: request.ip });
      // What is left of the body is not read.
      if (!request.complete) response.set('Connection', 'close');
      void limiter(request, response, () => sendProblem(request, response, problem));
    },
  };
}

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');

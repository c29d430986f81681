/** Limits wrong log-in attempts of an address, by form and by HTTP Basic together. */

import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Log } from '../src/log/log.ts';
import type { IsRight } from './credentials.ts';
import { sendProblem } from './problem.ts';

/** Wrong attempts that an address has within the window; after them even the right password is refused. */
export const MAX_WRONG_ATTEMPTS = 10;
const WINDOW_MS = 5 * 60_000;

/** Counts an attempt unless it is right, and answers 429 itself once an address has used up its attempts. */
export function limitAttempts(isRight: IsRight, log: Log): RequestHandler {
  const limiter = rateLimit({
    windowMs: WINDOW_MS,
    limit: MAX_WRONG_ATTEMPTS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: addressOf,
    // Forwarding headers are not trusted: whoever guesses passwords would write a new address into each guess.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    skip: async (request) => isRight(request) && !(await isUsedUp(request)),
    handler: (request, response) =>
      sendProblem(request, response, {
        status: 429,
        title: 'Too many wrong attempts',
        detail: `Log-in from this address is locked for up to ${WINDOW_MS / 60_000} minutes. Open sessions go on.`,
      }),
  });
  const isUsedUp = async (request: Request): Promise<boolean> =>
    ((await limiter.getKey(addressOf(request)))?.totalHits ?? 0) >= MAX_WRONG_ATTEMPTS;
  return (request, response, next) => {
    response.once('finish', () => noteWrong(log, request, response));
    return limiter(request, response, next);
  };
}

/** Attempts that are refused unread are not noted, so guessing does not fill the log either. */
function noteWrong(log: Log, request: Request, { statusCode }: Response): void {
  if (statusCode === 401) log.event('board.denied', { address: request.ip, path: request.path });
}

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');

/** What GitHub is told when a delivery could not be read or noted; its list of deliveries shows it to the operator. */

import type { ErrorRequestHandler } from 'express';
import type { Log } from '../src/log/log.ts';
import { sendProblem, type Problem } from './problem.ts';
import type { Refuse } from './webhook-limit.ts';

const TOO_LARGE: Problem = {
  status: 413,
  title: 'This delivery is too large',
  detail: 'Deliveries of more than 2 MB are not read; none that Mirin makes use of is so long.',
};

const UNREADABLE: Problem = {
  status: 400,
  title: 'This delivery can not be read',
  detail: 'Its body is broken off, or not as long as it says.',
};

const NOT_NOTED: Problem = {
  status: 503,
  title: 'This delivery could not be noted',
  detail: 'Send it again, or leave it: the sweep finds what it tells of. The log of the board says why.',
};

/** The last stop of everything thrown on the way. */
export function answerWebhookFaults(refuse: Refuse, log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      if (!response.headersSent) refuse(request, response, status === 413 ? TOO_LARGE : UNREADABLE);
      return;
    }
    log.event('webhook.failed', {}, error);
    if (!response.headersSent) sendProblem(request, response, NOT_NOTED);
  };
}

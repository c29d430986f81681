/** What a client is told of a fault: nothing of its inside; that goes to the log. */

import type { ErrorRequestHandler } from 'express';
import { sendProblem } from './problem.ts';

/** Gets each fault that is the board's own. */
export type OnFault = (error: unknown) => void;

const BAD_REQUEST = {
  status: 400,
  title: 'This request can not be read',
  detail: 'Its address, body or encoding is malformed, or too large.',
} as const;

const FAULT = {
  status: 500,
  title: 'Something went wrong',
  detail: "The board's log says what. Mirin's work does not depend on this page.",
} as const;

/** Tells by the mark that express and its parsers leave whether the client or the board is at fault. */
export function judgeFault(error: unknown, onFault: OnFault): typeof BAD_REQUEST | typeof FAULT {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500) return BAD_REQUEST;
  onFault(error);
  return FAULT;
}

/** The last stop of everything thrown while answering. */
export function answerFaults(onFault: OnFault): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    // Already answered, by `answerWithin`: a handler that came too late is nobody's concern.
    if (response.writableEnded) return;
    if (response.headersSent) next(error);
    else sendProblem(request, response, judgeFault(error, onFault));
  };
}

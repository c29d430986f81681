/** The door: lets nothing through without a session or HTTP Basic. */

import type { Request, RequestHandler, Response } from 'express';
import type { Access } from './access.ts';
import { basicCredentials } from './credentials.ts';
import { sendProblem } from './problem.ts';
import { readSessionId } from './session-cookie.ts';

/** Refuses whoever is not logged in: people are sent to the form, programs get 401. */
export function requireLogin({ isRight, limit, sessions }: Access): RequestHandler {
  return (request, response, next) => {
    if (sessions.isOpen(readSessionId(request))) return next();
    if (basicCredentials(request) === undefined) return refuse(request, response);
    return limit(request, response, (fault?: unknown) => {
      if (fault !== undefined) return next(fault);
      return isRight(request) ? next() : refuse(request, response);
    });
  };
}

function refuse(request: Request, response: Response): void {
  if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
    response.redirect(302, `/login?next=${encodeURIComponent(request.originalUrl)}`);
    return;
  }
  // A browser would answer the challenge with a dialog of its own, over a page whose session has ended.
  const isBrowser = request.headers['sec-fetch-site'] !== undefined;
  if (!isBrowser) response.set('WWW-Authenticate', 'Basic realm="Mirin", charset="UTF-8"');
  sendProblem(request, response, {
    status: 401,
    title: 'Log in first',
    detail: 'Reload the page to log in; programs send user and password by HTTP Basic.',
  });
}

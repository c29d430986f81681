/** Keeps other sites from making a logged-in browser change something here (cross-site request forgery). */

import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { sendProblem } from './problem.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses, with 403, requests that may change something and don't come from the board's own pages. */
export const refuseForeignChanges: RequestHandler = (request, response, next) => {
  if (READING.has(request.method) || isOwn(request.headers)) return next();
  return sendProblem(request, response, {
    status: 403,
    title: 'This request comes from another site',
    detail: "Changes are taken from the board's own pages and, with HTTP Basic, from programs.",
  });
};

/** By Sec-Fetch-Site, which browsers send on HTTPS and localhost, else by Origin, which they send everywhere. */
function isOwn(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin !== undefined) return hostOf(headers.origin) === headers.host;
  // Neither: no browser. One that hides both still has its cookie, and is refused.
  return headers.cookie === undefined;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** Keeps web sites from reaching a board on loopback by a name of their own that they point here (DNS rebinding). */

import type { RequestHandler } from 'express';
import { isLoopback } from './loopback.ts';
import { sendProblem } from './problem.ts';

/** Refuses, with 421, requests that name another host than this machine's loopback. */
export const refuseForeignHosts: RequestHandler = (request, response, next) => {
  if (isLoopback(hostnameOf(request.headers.host ?? ''))) return next();
  return sendProblem(request, response, {
    status: 421,
    title: 'This board answers to localhost only',
    detail: 'Open it as localhost or 127.0.0.1; a proxy before it must send one of these as the Host header.',
  });
};

/** The name in a Host header, without port and brackets. */
const hostnameOf = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

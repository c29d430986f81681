/** The cookie that carries a session's id. */

import type { CookieOptions, Request, Response } from 'express';
import { SESSION_MS } from './sessions.ts';

/** The session id that a request brings. */
export function readSessionId(request: Request): string | undefined {
  const start = `${nameOf(request)}=`;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
}

/** Gives the session's id to the browser. */
export function writeSessionId(request: Request, response: Response, id: string): void {
  response.cookie(nameOf(request), id, { ...optionsFor(request), maxAge: SESSION_MS });
}

/** Makes the browser forget the session's id. */
export function clearSessionId(request: Request, response: Response): void {
  response.clearCookie(nameOf(request), optionsFor(request));
}

/** Browsers share cookies between the ports of a host; with the port in its name, two boards don't log each other out. */
const nameOf = (request: Request): string => `mirin_session_${request.socket.localPort ?? 0}`;

const optionsFor = (request: Request): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  path: '/',
  // The header may be forged, but only by the client whose own cookie it is.
  secure: request.secure || request.headers['x-forwarded-proto'] === 'https',
});

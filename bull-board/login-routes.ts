/** `/login` and `/logout`. */

import express, { Router, type Request, type Response } from 'express';
import type { Access } from './access.ts';
import { renderLoginPage, renderLogoutPage } from './login-page.ts';
import { returnPath } from './return-path.ts';
import { clearSessionId, readSessionId, writeSessionId } from './session-cookie.ts';

/** The log-in form, its check, and the way out. */
export function loginRoutes(access: Access): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  router.get('/login', (request, response) => showLogin(access, request, response));
  router.post('/login', form, access.limit, (request, response) => logIn(access, request, response));
  router.get('/logout', (_request, response) => void response.send(renderLogoutPage()));
  router.post('/logout', (request, response) => logOut(access, request, response));
  return router;
}

function showLogin({ sessions }: Access, request: Request, response: Response): void {
  const next = returnPath(request.query['next']);
  if (sessions.isOpen(readSessionId(request))) response.redirect(303, next);
  else response.send(renderLoginPage({ next }));
}

function logIn({ isRight, sessions }: Access, request: Request, response: Response): void {
  const fields = (request.body ?? {}) as Record<string, unknown>;
  const next = returnPath(fields['next']);
  if (isRight(request)) {
    sessions.close(readSessionId(request));
    writeSessionId(request, response, sessions.open());
    response.redirect(303, next);
  } else {
    const user = typeof fields['user'] === 'string' ? fields['user'] : '';
    response.status(401).send(renderLoginPage({ next, user, problem: 'That user and password do not match.' }));
  }
}

function logOut({ sessions }: Access, request: Request, response: Response): void {
  sessions.close(readSessionId(request));
  clearSessionId(request, response);
  response.redirect(303, '/login');
}

/** Who may come in: what the log-in pages and the door share. */

import type { RequestHandler } from 'express';
import type { Log } from '../src/log/log.ts';
import { credentialsCheck, type Credentials, type IsRight } from './credentials.ts';
import { limitAttempts } from './login-limit.ts';
import { Sessions } from './sessions.ts';

export interface Access {
  isRight: IsRight;
  /** Runs before each judgement of an attempt; one count for all ways to log in. */
  limit: RequestHandler;
  sessions: Sessions;
}

/** Access for the one user of this board. */
export function createAccess(credentials: Credentials, log: Log): Access {
  const isRight = credentialsCheck(credentials);
  return { isRight, limit: limitAttempts(isRight, log), sessions: new Sessions() };
}

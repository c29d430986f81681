/** The board's express app: the order in which a request passes its guards and finds its page. */

import type { Queue } from 'bullmq';
import express, { type Express } from 'express';
import type { Log } from '../src/log/log.ts';
import { createAccess } from './access.ts';
import { answerWithin } from './answer-in-time.ts';
import { auditChanges } from './audit-changes.ts';
import type { Credentials } from './credentials.ts';
import { answerFaults } from './fault.ts';
import { healthRoutes, type Health } from './health-routes.ts';
import { refuseForeignHosts } from './host-guard.ts';
import { loginRoutes } from './login-routes.ts';
import { sendProblem } from './problem.ts';
import { queuePages, QUEUES_PATH } from './queue-pages.ts';
import { refuseChanges } from './refuse-changes.ts';
import { requireLogin } from './require-login.ts';
import { refuseForeignChanges } from './same-origin.ts';
import { cacheHeaders, securityHeaders } from './security-headers.ts';
import { webhookRoutes, type WebhookReceiver } from './webhook-routes.ts';

export interface AppOptions {
  queues: readonly Queue[];
  health: Health;
  credentials: Credentials;
  /** Refuse every change. */
  isReadOnly: boolean;
  /** Whether the board listens on this machine's loopback only. */
  isLocal: boolean;
  /** Absent: deliveries of webhooks are not taken. */
  webhooks: WebhookReceiver | undefined;
  log: Log;
}

/** Longest time in ms that a page may take; without Redis it would wait for ever. */
const ANSWER_MS = 10_000;

/** Builds the app. Only health, the log-in itself and signed deliveries are open to everybody. */
export function createApp({ queues, health, credentials, isReadOnly, isLocal, webhooks, log }: AppOptions): Express {
  const onFault = (error: unknown): void => log.event('board.failed', {}, error);
  const access = createAccess(credentials, log);
  const app = express().disable('x-powered-by');

  app.use(securityHeaders, cacheHeaders);
  // Before the guards against browsers: a tunnel or proxy sends GitHub's deliveries under its own name.
  app.use(webhookRoutes(webhooks, log));
  if (isLocal) app.use(refuseForeignHosts);
  app.use(refuseForeignChanges);
  app.use(healthRoutes(health));
  app.use(loginRoutes(access));

  app.use(requireLogin(access));
  app.get('/', (_request, response) => response.redirect(302, QUEUES_PATH));
  if (isReadOnly) app.use(refuseChanges);
  app.use(QUEUES_PATH, auditChanges(log), answerWithin(ANSWER_MS), queuePages(queues, isReadOnly, onFault));
  app.use((request, response) => sendProblem(request, response, NOT_FOUND));
  app.use(answerFaults(onFault));
  return app;
}

const NOT_FOUND = { status: 404, title: 'There is no such page', detail: 'The queues are at /queues.' };

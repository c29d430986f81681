/** `POST /webhooks/github`: takes GitHub's deliveries, believes none unchecked, and answers before the work begins. */

import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { EventName } from '../src/log/events.ts';
import type { Log } from '../src/log/log.ts';
import type { Delivery } from '../src/webhooks/payload.ts';
import type { DeliveryDesk } from '../src/webhooks/delivery-desk.ts';
import type { TakenDelivery } from '../src/webhooks/taken-delivery.ts';
import { answerWithin } from './answer-in-time.ts';
import { sendProblem } from './problem.ts';
import { answerWebhookFaults } from './webhook-faults.ts';
import { limitRefusals, type Refuse } from './webhook-limit.ts';
import { deliveryReader, refuseOtherTypes } from './webhook-reader.ts';

/** Where GitHub sends its deliveries to. */
export const WEBHOOK_PATH = '/webhooks/github';

export interface WebhookReceiver {
  /** The secret that GitHub signs with; part of no message. */
  secret: string;
  desk: DeliveryDesk;
}

/** GitHub cuts payloads at 25 MB; those of issues, labels and repositories stay far below this. */
const BODY_LIMIT = '2mb';
/** GitHub waits 10 s. */
const ANSWER_MS = 8_000;

/** The line of the log for each outcome. */
const LINES: Readonly<Record<TakenDelivery['outcome'], EventName>> = {
  asked: 'webhook.taken',
  marked: 'labels.drifted',
  damped: 'labels.damped',
  rechecked: 'github.changed',
  told: 'github.changed',
  offered: 'webhook.taken',
  repeated: 'webhook.taken',
  ignored: 'webhook.taken',
};

/** The route; without a receiver it says that there is none. It needs no log-in: each delivery bears its own proof. */
export function webhookRoutes(receiver: WebhookReceiver | undefined, log: Log): Router {
  const router = Router();
  if (receiver === undefined) return router.all(WEBHOOK_PATH, (request, response) => refuseAll(request, response));
  const { guard, refuse } = limitRefusals(log);
  const readBody = express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false });
  router.post(WEBHOOK_PATH, guard, refuseOtherTypes(refuse), readBody, receive(receiver, refuse, log));
  router.all(WEBHOOK_PATH, (request, response) => refuseMethod(request, response));
  router.use(WEBHOOK_PATH, answerWebhookFaults(refuse, log));
  return router;
}

function receive({ secret, desk }: WebhookReceiver, refuse: Refuse, log: Log): RequestHandler[] {
  const read = deliveryReader(secret);
  const take: RequestHandler = async (request, response) => {
    const delivery = await read(request);
    if ('status' in delivery) return refuse(request, response, delivery);
    await answerThenWork(desk, delivery, response, log);
  };
  return [answerWithin(ANSWER_MS), take];
}

/** Noted and marked before the answer, so that a crash after it loses nothing; the work itself is set going after it. */
async function answerThenWork(desk: DeliveryDesk, delivery: Delivery, response: Response, log: Log): Promise<void> {
  const taken = await desk.take(delivery);
  if (!response.headersSent) response.status(202).json(taken);
  const fields = { delivery: delivery.id, hook: delivery.event, action: delivery.payload.action, ...taken };
  log.event(LINES[taken.outcome], fields);
  await desk.follow(taken).catch((error: unknown) => log.event('webhook.failed', fields, error));
}

function refuseAll(request: Request, response: Response): void {
  sendProblem(request, response, {
    status: 404,
    title: 'Webhooks are not received here',
    detail: 'The board was started without a secret for them (MIRIN_WEBHOOK_SECRET).',
  });
}

function refuseMethod(request: Request, response: Response): void {
  response.set('Allow', 'POST');
  sendProblem(request, response, {
    status: 405,
    title: 'Deliveries come by POST',
    detail: 'This is where GitHub sends webhooks to; there is nothing to see.',
  });
}

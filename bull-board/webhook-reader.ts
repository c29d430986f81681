/** Reads a delivery from a request: its headers, its signature, its payload, in this order; what is wrong is a value. */

import { Webhooks } from '@octokit/webhooks';
import type { Request, RequestHandler } from 'express';
import { RequestInvalidError } from '../src/errors.ts';
import { parseRequest } from '../src/validation.ts';
import { payloadSchemaOf, type Delivery } from '../src/webhooks/payload.ts';
import type { Problem } from './problem.ts';
import type { Refuse } from './webhook-limit.ts';

const NAMES = {
  delivery: /^[A-Za-z0-9-]{1,72}$/,
  event: /^[a-z0-9_]{1,64}$/,
} as const;

const WRONG_TYPE: Problem = {
  status: 415,
  title: 'Deliveries must be JSON',
  detail: 'Set the content type of the webhook to application/json, without content encoding.',
};

const BAD_HEADERS: Problem = {
  status: 400,
  title: 'This is no delivery of GitHub',
  detail: 'X-GitHub-Delivery and X-GitHub-Event must be there once, and in the form that GitHub gives them.',
};

const BAD_SIGNATURE: Problem = {
  status: 401,
  title: 'The signature does not fit',
  detail: 'X-Hub-Signature-256 must be made with the secret that MIRIN_WEBHOOK_SECRET holds.',
};

/** Before the body is read. */
export function refuseOtherTypes(refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const isEncoded = (request.headers['content-encoding'] ?? 'identity') !== 'identity';
    if (!isEncoded && request.is('application/json') === 'application/json') return next();
    return refuse(request, response, WRONG_TYPE);
  };
}

/** Reads deliveries that are signed with this secret; the request's body is its raw bytes. */
export function deliveryReader(secret: string): (request: Request) => Promise<Delivery | Problem> {
  const webhooks = new Webhooks({ secret });
  return async (request) => {
    const id = request.get('x-github-delivery') ?? '';
    const event = request.get('x-github-event') ?? '';
    if (!NAMES.delivery.test(id) || !NAMES.event.test(event)) return BAD_HEADERS;
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    const signature = request.get('x-hub-signature-256') ?? '';
    const isSigned = body !== '' && signature !== '' && (await webhooks.verify(body, signature));
    return isSigned ? readPayload(id, event, body) : BAD_SIGNATURE;
  };
}

function readPayload(id: string, event: string, body: string): Delivery | Problem {
  try {
    return { id, event, payload: parseRequest(payloadSchemaOf(event), JSON.parse(body), 'payload') };
  } catch (error) {
    const detail = error instanceof RequestInvalidError ? error.message : 'It is not JSON.';
    return { status: 400, title: 'This payload can not be read', detail };
  }
}

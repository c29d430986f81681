/** Compares a log-in attempt with the board's user and password, in constant time. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

export interface Credentials {
  user: string;
  password: string;
}

/** Whether a request brings the right user and password, by form or by HTTP Basic. */
export type IsRight = (request: Request) => boolean;

/** Makes the check against `expected`. It takes the same time whatever of the attempt is right. */
export function credentialsCheck(expected: Credentials): IsRight {
  const user = digest(expected.user);
  const password = digest(expected.password);
  return (request) => {
    const given = formCredentials(request.body) ?? basicCredentials(request);
    const isUser = timingSafeEqual(digest(given?.user ?? ''), user);
    const isPassword = timingSafeEqual(digest(given?.password ?? ''), password);
    return isUser && isPassword;
  };
}

/** The credentials of an `Authorization: Basic` header; `undefined` without one. */
export function basicCredentials(request: Request): Credentials | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { user, password: password.join(':') };
}

function formCredentials(body: unknown): Credentials | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { user, password } = body as Record<string, unknown>;
  return typeof user === 'string' && typeof password === 'string' ? { user, password } : undefined;
}

/** Digests are equally long, which `timingSafeEqual` demands, and hide the length of what was expected. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

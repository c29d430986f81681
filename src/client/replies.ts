/** The process's own reply channel: hands each published outcome to whoever waits for it. */

import type { Redis } from 'ioredis';
import type { Request } from '../../queues/requests.ts';
import { RedisUnavailableError } from '../errors.ts';
import { fingerprintOf } from '../transitions/fingerprint.ts';
import { within } from './deadline.ts';

type Listener = (outcomeText: string) => void;

export class Replies {
  readonly #subscriber: Redis;
  /** By request id and fingerprint. */
  readonly #waiting = new Map<string, Listener>();
  readonly #resubscribed = new Set<() => void>();
  #channel: string | undefined;

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('message', (_channel: string, message: string) => this.#deliver(message));
    subscriber.on('ready', () => this.#subscribeAgain());
  }

  /**
   * Listens on this channel from now on, and on no other.
   * @throws RedisUnavailableError when Redis does not confirm that within `withinMs`
   */
  async listen(channel: string, withinMs: number): Promise<void> {
    const former = this.#channel;
    this.#channel = channel;
    const count = await within(withinMs, this.#subscriber.subscribe(channel));
    if (count === undefined) throw new RedisUnavailableError(`Redis confirmed no subscription within ${withinMs} ms`);
    if (former !== undefined && former !== channel) this.#subscriber.unsubscribe(former).catch(() => undefined);
  }

  /** Calls `listener` with the outcome of the request; the returned function stops that. */
  expect(request: Request, listener: Listener): () => void {
    const key = `${request.requestId} ${fingerprintOf(request)}`;
    this.#waiting.set(key, listener);
    return () => {
      if (this.#waiting.get(key) === listener) this.#waiting.delete(key);
    };
  }

  /** Calls `listener` whenever the subscription is back and messages may have been missed. */
  onResubscribe(listener: () => void): () => void {
    this.#resubscribed.add(listener);
    return () => void this.#resubscribed.delete(listener);
  }

  /** Not left to ioredis, whose own resubscription can reject where nobody catches it. */
  #subscribeAgain(): void {
    if (this.#channel === undefined) return;
    this.#subscriber.subscribe(this.#channel).then(
      () => this.#resubscribed.forEach((listener) => listener()),
      () => undefined,
    );
  }

  /** A message is the request's id, its fingerprint, and the outcome's text, with a blank between them. */
  #deliver(message: string): void {
    const blank = message.indexOf(' ', message.indexOf(' ') + 1);
    this.#waiting.get(message.slice(0, blank))?.(message.slice(blank + 1));
  }
}

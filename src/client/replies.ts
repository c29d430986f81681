/** The process's own reply channel: hands each published outcome to whoever waits for it. */

import type { Redis } from 'ioredis';
import { RedisUnavailableError } from '../errors.ts';
import { within } from './deadline.ts';

type Listener = (outcomeText: string) => void;

export class Replies {
  readonly #subscriber: Redis;
  readonly #waiting = new Map<string, Listener>();
  readonly #resubscribed = new Set<() => void>();
  #channel: string | undefined;

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('message', (channel: string, message: string) => {
      if (channel === this.#channel) this.#deliver(message);
    });
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
  expect(requestId: string, listener: Listener): () => void {
    this.#waiting.set(requestId, listener);
    return () => {
      if (this.#waiting.get(requestId) === listener) this.#waiting.delete(requestId);
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

  /** A message is the request's id, a blank, and the outcome's text. */
  #deliver(message: string): void {
    const blank = message.indexOf(' ');
    this.#waiting.get(message.slice(0, blank))?.(message.slice(blank + 1));
  }
}

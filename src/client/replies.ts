/** The process's own reply channel: hands each published outcome to whoever waits for it. */

import type { Redis } from 'ioredis';

type Listener = (outcomeText: string) => void;

export class Replies {
  readonly #subscriber: Redis;
  readonly #waiting = new Map<string, Listener>();
  readonly #reconnected = new Set<() => void>();
  #channel: string | undefined;

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('message', (channel: string, message: string) => {
      if (channel === this.#channel) this.#deliver(message);
    });
    subscriber.on('ready', () => {
      for (const listener of this.#reconnected) listener();
    });
  }

  /** Listens on this channel from now on, and on no other. */
  async listen(channel: string): Promise<void> {
    const former = this.#channel;
    this.#channel = channel;
    await this.#subscriber.subscribe(channel);
    if (former !== undefined && former !== channel) await this.#subscriber.unsubscribe(former);
  }

  /** Calls `listener` with the outcome of the request; the returned function stops that. */
  expect(requestId: string, listener: Listener): () => void {
    this.#waiting.set(requestId, listener);
    return () => {
      if (this.#waiting.get(requestId) === listener) this.#waiting.delete(requestId);
    };
  }

  /** Calls `listener` whenever the subscription is back and messages may have been missed. */
  onReconnect(listener: () => void): () => void {
    this.#reconnected.add(listener);
    return () => void this.#reconnected.delete(listener);
  }

  /** A message is the request's id, a blank, and the outcome's text. */
  #deliver(message: string): void {
    const blank = message.indexOf(' ');
    this.#waiting.get(message.slice(0, blank))?.(message.slice(blank + 1));
  }
}

/** What is published for this process: each outcome, and each call to a lock, goes to whoever waits for it. */

import type { Redis } from 'ioredis';
import type { Request } from '../../queues/requests.ts';
import type { RequestId } from '../../queues/values.ts';
import { RedisUnavailableError } from '../errors.ts';
import { fingerprintOf } from '../transitions/fingerprint.ts';
import { within } from './deadline.ts';

/** A confirmation that takes longer is not waited for. */
const CALLS_WITHIN_MS = 1_000;

type Listener = (outcomeText: string) => void;

export class Replies {
  readonly #subscriber: Redis;
  /** By request id and fingerprint. */
  readonly #waiting = new Map<string, Listener>();
  /** By the id of a request for a lock. */
  readonly #called = new Map<string, () => void>();
  /** How many wait for a call, by channel, and the confirmation that it is heard. */
  readonly #callers = new Map<string, { count: number; isHeard: Promise<unknown> }>();
  readonly #resubscribed = new Set<() => void>();
  #channel: string | undefined;

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('message', (channel: string, message: string) => {
      if (channel === this.#channel) this.#deliver(message);
      else this.#called.get(message)?.();
    });
    subscriber.on('ready', () => this.#subscribeAgain());
  }

  /**
   * Listens for outcomes on this channel from now on, and on no other.
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

  /**
   * Calls `listener` whenever this request is called on the channel of a lock; the returned function stops that.
   * Whoever comes to hear it too late, or not at all, has to ask.
   */
  async expectCall(channel: string, requestId: RequestId, listener: () => void): Promise<() => void> {
    this.#called.set(requestId, listener);
    const callers = this.#callers.get(channel) ?? { count: 0, isHeard: this.#subscriber.subscribe(channel) };
    callers.count += 1;
    this.#callers.set(channel, callers);
    await within(CALLS_WITHIN_MS, callers.isHeard).catch(() => undefined);
    return () => {
      this.#called.delete(requestId);
      callers.count -= 1;
      if (callers.count > 0) return;
      this.#callers.delete(channel);
      this.#subscriber.unsubscribe(channel).catch(() => undefined);
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
    this.#subscriber.subscribe(this.#channel, ...this.#callers.keys()).then(
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

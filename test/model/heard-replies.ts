/** Listens to what is published for the processes of a project. */

import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { decodeOutcome } from '../../src/transitions/decode-outcome.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Published } from './spec/world.ts';
import { brief } from './state-comparison.ts';

/** Stands for the process that hears the end. */
const NOBODY = 'nobody';

export class HeardReplies {
  readonly #store: ProjectStore;
  /** A connection that does nothing else. */
  readonly #listener: Redis;
  readonly #heard: Published[] = [];
  #isOver = false;

  static async start(store: ProjectStore, listener: Redis): Promise<HeardReplies> {
    const heard = new HeardReplies(store, listener);
    listener.on('pmessage', heard.#hear);
    await listener.psubscribe(store.keys.replies('*'), store.keys.lock('*').lock_calls);
    return heard;
  }

  private constructor(store: ProjectStore, listener: Redis) {
    this.#store = store;
    this.#listener = listener;
  }

  /** What differs from what was to be heard, in words, when all has arrived. */
  async differences(expected: readonly Published[]): Promise<string[]> {
    const { redis, keys } = this.#store;
    await redis.publish(keys.replies(NOBODY), 'the-end');
    await waitFor('all replies to arrive', () => this.#isOver, { everyMs: 1 });
    return isDeepStrictEqual(this.#heard, expected) ? [] : [`heard was ${brief(this.#heard)}, not ${brief(expected)}`];
  }

  async stop(): Promise<void> {
    this.#listener.off('pmessage', this.#hear);
    await this.#listener.punsubscribe();
  }

  #hear = (pattern: string, channel: string, message: string): void => {
    if (channel === this.#store.keys.replies(NOBODY)) {
      this.#isOver = true;
      return;
    }
    if (pattern === this.#store.keys.lock('*').lock_calls) {
      this.#heard.push({ requestId: message, outcome: 'called' });
      return;
    }
    const [before, after] = this.#store.keys.replies('*').split('*');
    const processId = channel.slice(before?.length, channel.length - (after?.length ?? 0));
    const [, requestId = '', text = ''] = /^(\S+) [0-9a-f]{64} (.*)$/.exec(message) ?? [];
    this.#heard.push({ processId, requestId, outcome: decodeOutcome(text) });
  };
}

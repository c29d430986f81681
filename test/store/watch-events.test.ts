/** Tests that a watcher hears of every event once, also across a restart of Redis. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import { lastEventId, watchEvents, type WatchOptions } from '../../src/store/watch-events.ts';
import type { EventRecord } from '../../src/store/event-record.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { startRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('watching events', () => {
  let project: DrivenProject;
  let stop: AbortController;

  beforeEach(async () => {
    project = await DrivenProject.start();
    stop = new AbortController();
  });

  afterEach(() => {
    stop.abort();
    project.close();
  });

  /** Collects what is watched; `ended` settles with the watching. */
  function collect(options: Partial<WatchOptions> = {}) {
    const events: EventRecord[] = [];
    const ended = (async () => {
      for await (const event of watchEvents(project.store, { signal: stop.signal, ...options })) events.push(event);
    })();
    ended.catch(() => undefined);
    return { events, ended };
  }

  const some = (events: EventRecord[], count: number) =>
    waitFor(`${count} events`, (saw) => {
      saw(events.map(({ type }) => type));
      return events.length >= count;
    });

  it('tells all that happens from a known event on, in order and each once', async () => {
    const bot = await project.register();
    const fence = await project.take(1, bot);
    const { events } = collect({ after: await lastEventId(project.store) });
    await project.handBack(1, bot, fence, 'error');
    for (let issue = 2; issue <= 300; issue += 1) await project.take(issue, bot);
    await some(events, 300);
    expect(events.map(({ issue }) => issue)).to.deep.equal(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(events[0]).to.include({ type: 'checkin.committed', to: 'error', fence, processId: bot });
  });

  it('begins with all events that are kept where it is asked to', async () => {
    const bot = await project.register();
    await project.take(1, bot);
    await project.take(2, bot);
    const { events } = collect({ after: '0' });
    await some(events, 2);
    expect(events.map(({ issue }) => issue)).to.deep.equal([1, 2]);
  });

  it('ends when its signal aborts, and lets its connection go', async () => {
    const readers = async () => {
      const clients = String(await project.redis.client('LIST'));
      return clients.split('\n').filter((line) => line.includes('cmd=xread')).length;
    };
    const { ended } = collect();
    await waitFor('a blocked reader', async () => (await readers()) > 0);
    stop.abort();
    await ended;
    await waitFor('the reader to be gone', async () => (await readers()) === 0);
  });

  it('goes on after Redis was away', async () => {
    const server = await startRedis({ appendfsync: 'always' });
    const redis = new Redis(server.url, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    const other = new DrivenProject(redis);
    try {
      const seen: EventRecord[] = [];
      const watching = (async () => {
        for await (const event of watchEvents(other.store, { signal: stop.signal, after: '0' })) seen.push(event);
      })();
      const bot = await other.register();
      await other.take(1, bot);
      await some(seen, 1);
      await server.kill();
      await server.restart();
      await redis.del(other.store.keys.own.clock);
      delete other.store.clockId;
      await other.take(2, bot);
      await some(seen, 2);
      expect(seen.map(({ issue }) => issue)).to.deep.equal([1, 2]);
      stop.abort();
      await watching;
    } finally {
      other.close();
      await server.stop();
    }
  });
});

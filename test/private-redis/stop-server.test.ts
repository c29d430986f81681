/** Tests of ending a redis-server: in order, by force, and never another process. */

import { expect } from 'chai';
import { isRunning, markOf } from '../../src/private-redis/process-mark.ts';
import { stopServer } from '../../src/private-redis/stop-server.ts';
import { endChildren, startChild } from '../support/child.ts';
import { startRedis } from '../support/redis-server.ts';

describe('stopping a server', () => {
  afterEach(endChildren);

  it('ends it in order', async () => {
    const server = await startRedis();
    const mark = await markOf(server.pid);
    await stopServer(mark);
    expect(await isRunning(mark)).to.equal(false);
    await server.stop();
  });

  it('kills one that does not heed SIGTERM', async () => {
    const server = await startRedis();
    const mark = await markOf(server.pid);
    server.pause();
    await stopServer(mark, 100);
    expect(await isRunning(mark)).to.equal(false);
    await server.stop();
  });

  it('spares another process that got the same pid', async () => {
    const bystander = startChild('test/programs/echo.js');
    await bystander.next((message) => message.event === 'ready');
    const [pid, , machine] = (await markOf(bystander.pid)).split('@');
    await stopServer(`${pid}@1@${machine}`, 100);
    bystander.tell('still there');
    await bystander.next((message) => message.event === 'heard');
  });
});

/** Another Redis takes over under the same address: connections to the deposed master follow, and leases stay. */

import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { FaultScene } from './fault-scene.ts';

describe('a failover', () => {
  let second: TestRedis;
  let toSecond: Redis;
  let toFirst: Redis;
  let address: TcpProxy;
  let scene: FaultScene;

  before(async () => {
    const first = await startRedis();
    const { password } = first;
    second = await startRedis({
      password,
      args: ['--replicaof', '127.0.0.1', String(first.port), '--masterauth', password],
    });
    [toFirst, toSecond] = [new Redis(first.url), new Redis(second.url)];
    await toFirst.config('SET', 'masterauth', password);
    address = await startTcpProxy(first.port);
    scene = await FaultScene.open(first, first.url.replace(/:\d+$/, `:${address.port}`));
  });
  after(async () => {
    toFirst.disconnect();
    toSecond.disconnect();
    await scene.close();
    address.close();
    await second.stop();
  });

  it('to a replica that has it all is followed by whoever was connected to the former master', async () => {
    expect(await toFirst.call('WAIT', 1, 10_000)).to.equal(1);
    await toSecond.replicaof('NO', 'ONE');
    await toFirst.replicaof('127.0.0.1', second.port);
    address.leadTo(second.port);

    await scene.expectToGoOn();
    expect(await scene.lease.checkin('completed')).to.include({ outcome: 'committed' });
    const status = await toSecond.hget(scene.project.store.keys.issue(1).issue, 'status');
    expect(status, 'on the new master').to.equal('completed');
    await scene.untilLogged('redis.restarted');
  });
});

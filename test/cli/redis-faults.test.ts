/** Tests of what the command line says of a Redis that it can't use, or should not. */

import { expect } from 'chai';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { mirin, mirinJson } from './mirin-command.ts';

const PROJECT = ['--project', 'acme/widgets'];
const json = (redis: string) => mirinJson(['checkout', '12', ...PROJECT, '--redis', redis]);

describe('a Redis that the command line is given', () => {
  let evicting: TestRedis;
  let replica: TestRedis;

  before(async () => {
    evicting = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    replica = await startRedis({
      args: ['--replicaof', '127.0.0.1', String(evicting.port), '--masterauth', evicting.password],
    });
  });
  after(async () => {
    await replica.stop();
    await evicting.stop();
  });

  it('is missed with what to do when there is none', async () => {
    const { code, stderr } = await mirin(['issues', ...PROJECT, '--data-dir', tempFolder()]);
    expect({ code, stderr }).to.deep.equal({
      code: 1,
      stderr:
        'mirin: no Redis is configured, and none was started here\n' +
        'hint: Start Mirin with mirin up, or name a running Redis with --redis or REDIS_URL.\n',
    });
  });

  it('is refused with its reason where it does not answer, wants a password, or is a replica', async () => {
    const outcomes = await Promise.all([
      json('redis://127.0.0.1:1'),
      json(`redis://127.0.0.1:${evicting.port}`),
      json(evicting.url.replace(evicting.password, 'a-wrong-password')),
      json(replica.url),
      json('http://127.0.0.1:6379'),
    ]);
    expect(outcomes.map(({ code }) => code)).to.deep.equal([1, 1, 1, 1, 2]);
    const errors = outcomes.map(({ json }) => json['error'] as { code: string; message: string; hint: string });
    expect(errors.map(({ code }) => code)).to.deep.equal([
      'MIRIN_REDIS_UNAVAILABLE',
      'MIRIN_REDIS_UNSUITABLE',
      'MIRIN_REDIS_UNSUITABLE',
      'MIRIN_REDIS_UNSUITABLE',
      'MIRIN_CONFIG_INVALID',
    ]);
    const [away = '', closed = '', wrong = '', copy = '', foreign = ''] = errors.map(({ message }) => message);
    expect(away).to.include('nothing listens there');
    expect(closed).to.include('password');
    expect(wrong).to.include('password').and.not.include('a-wrong-password');
    expect(copy).to.include(`is a read-only replica of 127.0.0.1:${evicting.port}`);
    expect(foreign).to.include('--redis (flag): expected a redis://, rediss:// or unix:// URL');
  });

  it('is warned of where it may throw leases away', async () => {
    const { code, json } = await mirinJson(['status', ...PROJECT, '--redis', evicting.url]);
    expect(code).to.equal(0);
    const { address, warnings } = json['redis'] as { address: string; warnings: string[] };
    expect(address).to.equal(`redis://127.0.0.1:${evicting.port}`);
    expect(warnings.join('\n')).to.include('maxmemory-policy is allkeys-lru');
  });

  it('gets a request that no worker carries out, which is withdrawn in its time with exit code 75', async () => {
    const given = [...PROJECT, '--redis', evicting.url];
    const { code, json } = await mirinJson(['checkout', '77', '--timeout', '3s', ...given]);
    expect(code).to.equal(75);
    expect(json['error']).to.include({ code: 'MIRIN_TIMED_OUT' });
    expect((json['error'] as { hint: string }).hint).to.include('withdrawn');
    const issue = await mirinJson(['issue', '77', ...given]);
    expect(issue).to.deep.equal({ code: 1, json: { issue: 77, status: null, history: [] } });
  });
});

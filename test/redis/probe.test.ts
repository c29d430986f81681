/** Tests of probing a Redis: each trap has its own message. */

import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { MirinError } from '../../src/errors.ts';
import { probeRedis } from '../../src/redis/probe.ts';
import { freePort } from '../../src/private-redis/free-port.ts';
import { startRedis, type StartRedisOptions, type TestRedis } from '../support/redis-server.ts';
import { rejection } from '../support/rejection.ts';
import { waitFor } from '../support/wait-for.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('probing a Redis', () => {
  let running: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    await Promise.all(running.map((stop) => stop()));
    running = [];
  });

  async function redis(options?: StartRedisOptions): Promise<TestRedis> {
    const server = await startRedis(options);
    running.push(() => server.stop());
    return server;
  }

  function clientOf(server: TestRedis): Redis {
    const client = new Redis(server.url);
    client.on('error', () => undefined);
    running.push(async () => client.disconnect());
    return client;
  }

  /** A port where whoever connects gets `greet`. */
  async function port(greet: (socket: net.Socket) => void): Promise<string> {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      greet(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    running.push(async () => server.close());
    return `redis://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  it('tells the facts of a server that is fit', async () => {
    const server = await redis({ appendfsync: 'always' });
    const facts = await probeRedis(server.url);
    expect(facts).to.deep.include({
      role: 'master',
      processId: server.pid,
      isLoading: false,
      clusterEnabled: false,
      maxmemoryPolicy: 'noeviction',
      appendonly: true,
      appendfsync: 'always',
      snapshotRules: '',
      lastPersistOk: true,
    });
    expect(facts.runId).to.match(/^[0-9a-f]{40}$/);
  });

  it('has another run id after a restart', async () => {
    const server = await redis();
    const { runId } = await probeRedis(server.url);
    await server.restart();
    expect((await probeRedis(server.url)).runId).not.to.equal(runId);
  });

  it('reaches a server by its unix socket', async () => {
    const socket = path.join(tempFolder(), 'redis.sock');
    const server = await redis({ password: '', args: ['--unixsocket', socket] });
    expect((await probeRedis(`unix://${socket}`)).processId).to.equal(server.pid);
  });

  it('does without CONFIG where that is not allowed', async () => {
    const server = await redis();
    await clientOf(server).call('ACL', 'SETUSER', 'bot', 'on', '>pass', '+@all', '-config');
    const facts = await probeRedis(server.url.replace(`default:${server.password}`, 'bot:pass'));
    expect(facts).to.include({ appendonly: true, appendfsync: undefined, snapshotRules: undefined });
  });

  describe('refuses, each with a message of its own:', () => {
    const unavailable = (error: MirinError, message: RegExp, hint: RegExp) =>
      expectError(error, 'MIRIN_REDIS_UNAVAILABLE', message, hint);
    const unsuitable = (error: MirinError, message: RegExp, hint: RegExp) =>
      expectError(error, 'MIRIN_REDIS_UNSUITABLE', message, hint);

    function expectError(error: MirinError, code: string, message: RegExp, hint: RegExp) {
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
      expect(error.hint).to.match(hint);
    }

    it('a port where nothing listens', async () => {
      const closed = await freePort();
      const error = await rejection(probeRedis(`redis://:secret@127.0.0.1:${closed}`));
      unavailable(error, new RegExp(`^redis://127.0.0.1:${closed} is closed`), /Start Redis there/);
    });

    it('a host that is not known', async () => {
      const error = await rejection(probeRedis('redis://no-such-host.invalid', { timeoutMs: 20_000 }));
      unavailable(error, /host name that is not known/, /Correct the host/);
    });

    it('a server that is stopped: it takes the connection and is silent', async () => {
      const server = await redis();
      server.pause();
      const error = await rejection(probeRedis(server.url, { timeoutMs: 200 }));
      unavailable(error, /did not answer within 200 ms/, /stopped or overloaded/);
    });

    it('a port that closes the connection without an answer', async () => {
      const error = await rejection(probeRedis(await port((socket) => socket.end())));
      unavailable(error, /closed the connection/, /rediss:/);
    });

    it('a web server', async () => {
      const url = await port((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      unsuitable(await rejection(probeRedis(url)), /is not a Redis/, /host and port/);
    });

    it('a server whose password was left out', async () => {
      const server = await redis();
      const error = await rejection(probeRedis(`redis://127.0.0.1:${server.port}`));
      unsuitable(error, /asks for a password/, /redis:\/\/default:PASSWORD@/);
    });

    it('a wrong password, which is shown nowhere', async () => {
      const server = await redis();
      const error = await rejection(probeRedis(`redis://default:guessed-secret@127.0.0.1:${server.port}`));
      unsuitable(error, /does not accept the user and password/, /%40/);
      expect(inspect(error, { depth: 10, showHidden: true })).not.to.contain('guessed-secret');
    });

    it('protected mode', async function () {
      const address = outwardAddress();
      if (address === undefined) this.skip();
      const server = await redis({ password: '', args: ['--bind', '0.0.0.0'] });
      const error = await rejection(probeRedis(`redis://${address}:${server.port}`));
      unsuitable(error, /protected mode/, /requirepass/);
    });

    it('a user that may not run INFO', async () => {
      const server = await redis();
      await clientOf(server).call('ACL', 'SETUSER', 'bot', 'on', '>pass', '+ping');
      const error = await rejection(probeRedis(`redis://bot:pass@127.0.0.1:${server.port}`));
      unsuitable(error, /does not let this user/, /ACL SETUSER/);
    });

    it('a database that is not there', async () => {
      const server = await redis();
      unsuitable(await rejection(probeRedis(`${server.url}/99`)), /does not have that database/, /number/);
    });

    it('a replica', async () => {
      const master = await redis();
      const follow = ['--replicaof', '127.0.0.1', String(master.port), '--masterauth', master.password];
      const error = await rejection(probeRedis((await redis({ args: follow })).url));
      unsuitable(error, new RegExp(`replica of 127.0.0.1:${master.port}`), /master/);
    });

    it('a Sentinel', async () => {
      const server = await redis({ args: ['--sentinel'] });
      unsuitable(await rejection(probeRedis(server.url)), /is a Sentinel/, /master/);
    });

    it('a version below 6.2', async () => {
      const url = await port(answerAsRedis('5.0.14'));
      unsuitable(await rejection(probeRedis(url)), /runs Redis 5\.0\.14; Mirin needs 6\.2\.0 or newer/, /Upgrade/);
    });

    it('a version below 6, which knows no users', async () => {
      const url = (await port(answerAsRedis('5.0.14'))).replace('//', '//:secret@');
      unsuitable(await rejection(probeRedis(url)), /older than Redis 6/, /Upgrade/);
    });

    it('a server without a free connection', async () => {
      const server = await redis({ args: ['--maxclients', '1'] });
      await clientOf(server).ping();
      unavailable(await rejection(probeRedis(server.url)), /no connection left/, /maxclients/);
    });

    it('a server that a script keeps busy', async () => {
      const server = await redis({ args: ['--lua-time-limit', '1'] });
      clientOf(server)
        .eval('while true do end', 0)
        .catch(() => undefined);
      const error = await waitFor('the script to be found', async (saw) => {
        const found = await rejection(probeRedis(server.url));
        saw(found);
        return /script/.test(found.message) && found;
      });
      unavailable(error, /busy with a script/, /SCRIPT KILL/);
    });

    it('a server that is loading its data', async () => {
      // A pause after each command makes the loading long enough to be seen.
      const server = await redis({ appendfsync: 'always', args: ['--key-load-delay', '200'] });
      const filling = clientOf(server).pipeline();
      for (let key = 0; key < 8_000; key++) filling.set(`key:${key}`, key);
      await filling.exec();
      const restarted = server.restart();
      const error = await waitFor('the loading to be seen', async (saw) => {
        const found = await rejection(probeRedis(server.url));
        saw(found);
        return /loading/.test(found.message) && found;
      });
      unavailable(error, /is still loading its data/, /loading:0/);
      await restarted;
      expect((await probeRedis(server.url)).isLoading).to.equal(false);
    });
  });
});

/** An address of this machine that is not its loopback. */
function outwardAddress(): string | undefined {
  const interfaces = Object.values(os.networkInterfaces()).flatMap((found) => found ?? []);
  return interfaces.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

/** The one stand-in of these tests: no server this old can be had. It knows INFO, and no user at AUTH. */
function answerAsRedis(version: string) {
  const info = `# Server\r\nredis_version:${version}\r\nrun_id:${'a'.repeat(40)}\r\nprocess_id:1\r\nrole:master\r\n`;
  const replies: Record<string, string> = {
    info: `$${info.length}\r\n${info}\r\n`,
    auth: "-ERR wrong number of arguments for 'auth' command\r\n",
  };
  return (socket: net.Socket) =>
    socket.on('data', (data: Buffer) => {
      for (const [, command = ''] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        socket.write(replies[command.toLowerCase()] ?? `-ERR unknown command \`${command}\`\r\n`);
      }
    });
}

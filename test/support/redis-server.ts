/** Starts real, private redis-servers for tests; none outlives the test run. */

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { settingsSchema } from '../../src/configuration/settings.ts';
import type { RedisBinary } from '../../src/private-redis/binary.ts';
import { ensureBinary } from '../../src/private-redis/ensure-binary.ts';
import { freePort } from '../../src/private-redis/free-port.ts';
import { serverConfig } from '../../src/private-redis/server-config.ts';
import { endWithTestRun } from './reaper.ts';

export interface StartRedisOptions {
  /** More settings, as arguments: `['--maxmemory-policy', 'allkeys-lru']`. */
  args?: readonly string[];
  /** `always`: an acknowledged write survives a SIGKILL for certain. Default `everysec`. */
  appendfsync?: 'always' | 'everysec' | 'no';
  /** Default: a random one. `''` = none. */
  password?: string;
  /** More of its environment. */
  env?: Readonly<Record<string, string>>;
  /** A command that starts it, as its arguments, such as `['sh', '-c', 'ulimit -n 64; exec "$@"', 'sh']`. */
  through?: readonly string[];
}

/** A running redis-server of a test. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** The pid of the server as it runs now. */
  readonly pid: number;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
  /** Kills it with SIGKILL; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Stops it with SIGSTOP: its port accepts connections, but nothing answers. */
  pause(): void;
  /** Lets a paused one go on. */
  resume(): void;
  /** Starts it anew on the same port with the same data; one that still runs is shut down in order first. */
  restart(): Promise<void>;
}

let found: Promise<RedisBinary> | undefined;

/** The redis-server that Mirin itself would use; looked for once in a test run. */
export function redisBinary(): Promise<RedisBinary> {
  found ??= findBinary();
  return found;
}

async function findBinary(): Promise<RedisBinary> {
  // oxlint-disable-next-line no-console
  const binary = await ensureBinary({ dataDir: settingsSchema.parse({}).dataDir }, console.error);
  if (binary === undefined)
    throw new Error('these tests need a redis-server: install one, or let apt-get reach its mirror');
  return binary;
}

/** Starts a server that has nothing in it. Ready when it resolves. */
export async function startRedis(options: StartRedisOptions = {}): Promise<TestRedis> {
  const { args = [], appendfsync = 'everysec', password = randomBytes(12).toString('hex'), through = [] } = options;
  const binary = await redisBinary();
  const program = { ...binary, env: { ...binary.env, ...options.env } };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mirin-test-redis-'));
  const configFile = path.join(folder, 'redis.conf');
  for (;;) {
    const port = await freePort();
    await writeFile(configFile, serverConfig({ port, password, dataFolder: folder, appendfsync }), { mode: 0o600 });
    const launch = () => launchServer([...through, program.path, configFile, ...args], program.env);
    const running = await launch();
    if (running !== undefined) return testRedis({ port, password, folder, launch }, running);
  }
}

interface Placement {
  port: number;
  password: string;
  folder: string;
  launch: () => Promise<ChildProcess | undefined>;
}

function testRedis({ port, password, folder, launch }: Placement, first: ChildProcess): TestRedis {
  let server: ChildProcess | undefined = first;
  const end = async (signal: NodeJS.Signals) => {
    const ending = server;
    server = undefined;
    // Somebody else may have ended it already.
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    // A paused server would not see SIGTERM.
    ending.kill('SIGCONT');
    await ended;
  };
  return {
    url: password === '' ? `redis://127.0.0.1:${port}` : `redis://default:${password}@127.0.0.1:${port}`,
    port,
    password,
    get pid() {
      if (server?.pid === undefined) throw new Error('this redis-server does not run');
      return server.pid;
    },
    stop: async () => {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    restart: async () => {
      await end('SIGTERM');
      server = await launch();
      if (server === undefined) throw new Error(`port ${port} was taken while its redis-server was down`);
    },
  };
}

/** Waits for the line that says it is ready; undefined when another program took the port first. */
async function launchServer(words: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildProcess | undefined> {
  const [command = '', ...args] = words;
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithTestRun(child);
  let log = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      if (/Ready to accept connections|Sentinel ID is/.test(log)) resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (/Address already in use/.test(log)) resolve(undefined);
      else reject(new Error(`redis-server ended with code ${code} before it was ready:\n${log}`));
    });
  });
}

/** Starts a real board on the run's Redis, with the queues of one project, and speaks HTTP to it as a program would. */

import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { request as httpRequest, type Agent, type IncomingHttpHeaders } from 'node:http';
import type { Health } from '../../bull-board/health-routes.ts';
import { startBoard, type Board, type BoardOptions } from '../../bull-board/start-board.ts';
import { projectPrefix, QUEUE_NAMES, SHARED_PREFIX } from '../../queues/names.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import type { EventName } from '../../src/log/events.ts';
import { createLog } from '../../src/log/log.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { openDeliveryDesk, type DeliveryDesk } from '../../src/webhooks/delivery-desk.ts';
import { freshProject, sharedRedis } from './shared-redis.ts';
import { tempFolder } from './temp-folder.ts';

/** The log-in of test boards. */
export const LOGIN = { user: 'mirin', password: 'correct horse' };

/** The header that logs a program in; another password makes it a wrong attempt. */
export const basic = (password = LOGIN.password): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${LOGIN.user}:${password}`).toString('base64')}`,
});

const READY: Health = {
  check: () => Promise.resolve({ ready: true, checks: [{ name: 'redis', ok: true, detail: 'answers' }] }),
};

/** What a test changes about the board; the settings' defaults are those of a test. */
export type TestBoardOptions = Partial<Omit<BoardOptions, 'settings'>> & {
  settings?: Partial<BoardOptions['settings']>;
};

export interface TestBoard extends Board {
  /** The queues shown, unless the test gave its own. */
  queues: { requests: Queue; tasks: Queue; labels: Queue; orphans: Queue };
  project: string;
  /** The log lines of an event so far. */
  logged(event: EventName): Record<string, unknown>[];
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

const cleanups: (() => Promise<unknown>)[] = [];

/** A board that ends with {@link stopBoards}. */
export async function testBoard(options: TestBoardOptions = {}): Promise<TestBoard> {
  const { settings, ...rest } = options;
  const project = freshProject();
  const queues = await testQueues(project);
  const logLines: string[] = [];
  const board = await startBoard({
    queues: Object.values(queues),
    health: READY,
    desk: await testDesk(project, queues),
    log: createLog({ level: 'info', destination: { write: (line) => logLines.push(line) } }),
    dataDir: tempFolder(),
    ...rest,
    settings: {
      boardHost: '127.0.0.1',
      boardPort: 0,
      boardUser: LOGIN.user,
      boardPassword: LOGIN.password,
      boardReadOnly: false,
      webhookSecret: undefined,
      ...settings,
    },
  });
  cleanups.push(() => board.stop());
  return { ...board, queues, project, logged: (event) => linesOf(logLines, event) };
}

function linesOf(logLines: readonly string[], event: EventName): Record<string, unknown>[] {
  return logLines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event);
}

/** The four queues of a project; they close with {@link stopBoards}. */
export async function testQueues(project: string): Promise<TestBoard['queues']> {
  const { url } = await sharedRedis();
  const open = (name: string, prefix: string): Queue => {
    const queue = new Queue(name, { connection: { url }, prefix });
    cleanups.push(() => queue.close());
    return queue;
  };
  return {
    requests: open(QUEUE_NAMES.requests, projectPrefix(project)),
    tasks: open(QUEUE_NAMES.tasks, projectPrefix(project)),
    labels: open(QUEUE_NAMES.labels, SHARED_PREFIX),
    orphans: open(QUEUE_NAMES.orphans, SHARED_PREFIX),
  };
}

/** Takes deliveries for the one project, with labels as they are by default, and those of operators. */
async function testDesk(project: string, queues: TestBoard['queues']): Promise<DeliveryDesk> {
  const redis = new Redis((await sharedRedis()).url);
  cleanups.push(async () => redis.disconnect());
  const { requests, tasks, ...shared } = queues;
  const target = { store: projectStore(redis, project), project: { requests, tasks }, shared };
  return openDeliveryDesk(new Map([[project, target]]), () =>
    labelMapOf(settingsSchema.parse({ operatorLabels: true })),
  );
}

/** Ends everything that the functions above started: `afterEach(stopBoards)`. */
export async function stopBoards(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

/** One request, with exactly the headers given: unlike `fetch`, also Host, Origin and Sec-Fetch-Site. */
export function send(
  board: Pick<Board, 'port'>,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = '',
  agent: Agent | false = false,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const isCounted = body !== '' && headers['transfer-encoding'] === undefined;
    const length = !isCounted ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { host: '127.0.0.1', port: board.port, path: target, method, agent } as const;
    const request = httpRequest({ ...options, headers: { ...length, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.once('error', reject).end(body);
  });
}

/** Sends the log-in form as the board's own page would. */
export function submitLogin(board: Pick<Board, 'port'>, fields: Record<string, string> = LOGIN): Promise<Reply> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
  return send(board, 'POST', '/login', headers, new URLSearchParams(fields).toString());
}

/** The first cookie that a reply sets, as `name=value`. */
export function cookieOf(reply: Reply): string {
  return reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/**
 * A peer: an ambassador that hears requests over pub/sub and answers the same way, as PoppoBuilder's did: a lock by
 * SET NX, a look at the status, the change in a MULTI, the lock's DEL, the PUBLISH of the answer. Nothing is durable
 * before it is carried out: a request that nobody hears is gone.
 */

import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { OpenAsker } from '../asker.ts';

const REQUESTS = 'poppo:channel:mirin:requests';
const RESPONSES = 'poppo:channel:mirin:responses';
const LOCK_MS = 300_000;
const HEARTBEAT_S = 1_800;

interface CheckoutMessage {
  requestId: string;
  action: 'checkout_issue';
  issueNumber: number;
  processId: string;
  pid: number;
  taskType: string;
}

interface Response {
  requestId: string;
  success: boolean;
  error?: string;
}

/** The client: every client hears every answer and picks its own. */
export const openAmbassador: OpenAsker = async ({ redisUrl }) => {
  const redis = new Redis(redisUrl);
  const subscriber = new Redis(redisUrl);
  const waiting = new Map<string, (response: Response) => void>();
  const processId = `bench-${process.pid}`;
  await subscriber.subscribe(RESPONSES);
  subscriber.on('message', (_channel: string, text: string) => {
    const response = JSON.parse(text) as Response;
    waiting.get(response.requestId)?.(response);
    waiting.delete(response.requestId);
  });
  return {
    ask: async (issueNumber) => {
      const requestId = randomUUID();
      const answered = new Promise<Response>((resolve) => waiting.set(requestId, resolve));
      const request: CheckoutMessage = {
        requestId,
        action: 'checkout_issue',
        issueNumber,
        processId,
        pid: process.pid,
        taskType: 'misc',
      };
      await redis.publish(REQUESTS, JSON.stringify({ ...request, timestamp: new Date().toISOString() }));
      const response = await answered;
      if (!response.success) throw new Error(response.error);
    },
  };
};

/** The ambassador itself. */
export async function answerAmbassador(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const subscriber = new Redis(redisUrl);
  await subscriber.subscribe(REQUESTS);
  subscriber.on('message', (_channel: string, text: string) => void answer(redis, JSON.parse(text) as CheckoutMessage));
}

async function answer(redis: Redis, request: CheckoutMessage): Promise<void> {
  const result = await checkout(redis, request).then(
    () => ({ success: true, issueNumber: request.issueNumber, processId: request.processId, status: 'processing' }),
    (error: unknown) => ({ success: false, error: String(error) }),
  );
  const response = { requestId: request.requestId, timestamp: new Date().toISOString(), ...result };
  await redis.publish(RESPONSES, JSON.stringify(response));
}

/** The state changes of one checkout; for the measurement of memory too. */
export async function checkout(redis: Redis, request: CheckoutMessage): Promise<void> {
  const { issueNumber, processId, pid, taskType } = request;
  const lock = `poppo:lock:issue:${issueNumber}`;
  const isLocked = await redis.set(lock, `${processId}-${Date.now()}`, 'PX', LOCK_MS, 'NX');
  if (isLocked === null) throw new Error(`issue ${issueNumber} is locked`);
  try {
    const status = `poppo:issue:status:${issueNumber}`;
    const current = await redis.hget(status, 'status');
    if (current === 'processing' && (await redis.hget(status, 'processId')) !== processId)
      throw new Error(`issue ${issueNumber} is already being processed`);
    const now = new Date().toISOString();
    const record = { status: 'processing', processId, pid, taskType, startTime: now, checkedOutBy: 'bench' };
    await redis
      .multi()
      .hset(status, { ...record, lastUpdate: now })
      .hset(`poppo:process:info:${processId}`, { pid, issueNumber, status: 'active', taskType, lastSeen: now })
      .setex(`poppo:process:heartbeat:${processId}`, HEARTBEAT_S, 'alive')
      .sadd('poppo:issues:processing', issueNumber)
      .sadd('poppo:processes:active', processId)
      .exec();
  } finally {
    await redis.del(lock);
  }
}

/** `/healthz` and `/readyz`, for those who watch the board: without log-in, so without secrets. */

import { Router } from 'express';
import { maskSecrets } from './mask-secrets.ts';

export interface HealthReport {
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
}

/** What the board asks whether Mirin can do its work. */
export interface Health {
  check(): Promise<HealthReport>;
}

/** Longest wait for a check, in ms; below the time-outs that watchers usually have. */
const CHECK_TIMEOUT_MS = 3_000;

/** The two routes; `/readyz` is 503 while not ready. */
export function healthRoutes(health: Health): Router {
  const router = Router();
  const check = shareWhileRunning(() => checkInTime(health));
  router.get('/healthz', (_request, response) => void response.json({ status: 'up' }));
  router.get('/readyz', async (_request, response) => {
    const report = await check();
    response.status(report.ready ? 200 : 503).json(maskSecrets(report));
  });
  return router;
}

async function checkInTime(health: Health): Promise<HealthReport> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<HealthReport>((resolve) => {
    timer = setTimeout(() => resolve(notReady(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([health.check(), timeout]);
  } catch (error) {
    return notReady(error instanceof Error ? error.message : 'the check failed');
  } finally {
    clearTimeout(timer);
  }
}

const notReady = (detail: string): HealthReport => ({ ready: false, checks: [{ name: 'health', ok: false, detail }] });

/** Callers who come while a check runs get its result: anybody may ask, so asking must not multiply work. */
function shareWhileRunning<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Starts the board: password, port, and what the one who starts it should know. */

import type { Queue } from 'bullmq';
import { isIPv6 } from 'node:net';
import type { Settings } from '../src/configuration/settings.ts';
import type { Log } from '../src/log/log.ts';
import { createApp } from './app.ts';
import { boardPassword, type BoardPassword } from './board-password.ts';
import type { Health } from './health-routes.ts';
import { listen } from './listen.ts';
import { isLoopback } from './loopback.ts';
import type { DeliveryDesk } from '../src/webhooks/delivery-desk.ts';
import { WEBHOOK_PATH } from './webhook-routes.ts';

export interface BoardOptions {
  settings: Pick<
    Settings,
    'boardHost' | 'boardPort' | 'boardUser' | 'boardPassword' | 'boardReadOnly' | 'webhookSecret'
  >;
  /** All queues to show. They stay the caller's to close. */
  queues: readonly Queue[];
  /** Asked by `/readyz`. */
  health: Health;
  /** Takes what GitHub's webhooks deliver, where there is a secret to check them by. */
  desk: DeliveryDesk;
  /** Folder that keeps the password when none is configured. */
  dataDir: string;
  log: Log;
}

export interface Board {
  /** Where a browser on this machine finds it. */
  url: string;
  port: number;
  user: string;
  /** The password and where it comes from; print it unless it was configured. */
  password: BoardPassword;
  /** Where GitHub is to send webhooks to; undefined without a secret. */
  webhookUrl: string | undefined;
  /** What the operator should be told, in whole sentences. */
  warnings: string[];
  /** Closes the port and ends all sessions, within about a second. */
  stop(): Promise<void>;
}

/** Starts the board. @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming the setting that can't be used. */
export async function startBoard({ settings, queues, health, desk, dataDir, log }: BoardOptions): Promise<Board> {
  const { boardHost: host, boardUser: user, boardReadOnly: isReadOnly, webhookSecret: secret } = settings;
  const password = await boardPassword(settings.boardPassword, dataDir);
  const isLocal = isLoopback(host);
  const credentials = { user, password: password.value };
  const webhooks = secret === undefined ? undefined : { secret, desk };
  const app = createApp({ queues, health, credentials, isReadOnly, isLocal, webhooks, log });
  const listening = await listen(app, host, settings.boardPort);
  const { port } = listening;
  const url = urlOf(host, port);
  const webhookUrl = webhooks && `${url}${WEBHOOK_PATH}`;
  log.event('board.opened', { url, isReadOnly });
  if (webhookUrl === undefined) log.event('webhook.disabled');
  const stop = async (): Promise<void> => {
    await listening.close();
    log.event('board.closed', { url });
  };
  return { url, port, user, password, webhookUrl, warnings: isLocal ? [] : [openWarning(host, port)], stop };
}

function urlOf(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}

const openWarning = (host: string, port: number): string =>
  `The board listens on ${host}:${port} without TLS: passwords and job data cross the network in the clear. ` +
  'Put a proxy with TLS before it, or set boardHost to 127.0.0.1.';

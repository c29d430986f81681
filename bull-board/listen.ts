/** Opens the board's port, and closes it in bounded time. */

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigInvalidError, type FieldFault } from '../src/errors.ts';

/** Time that requests under way have to end when the board stops, in ms. */
const STOP_GRACE_MS = 1_000;

export interface Listening {
  /** The port that was opened, also where any free one was asked for. */
  port: number;
  /** Closes the port. Requests under way get a second. */
  close(): Promise<void>;
}

/** Listens on `host`:`port`. @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming the setting at fault. */
export async function listen(app: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(app);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const fault = listenFault(error, host, port);
    throw fault === undefined ? error : new ConfigInvalidError([fault]);
  }
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function listenFault(error: unknown, host: string, port: number): FieldFault | undefined {
  const isPortFree = 'a free port (boardPort, --board-port; 0 = any)';
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return { field: 'boardPort', expected: isPortFree, received: `${port}, which is taken on ${host}` };
    case 'EACCES':
      return { field: 'boardPort', expected: isPortFree, received: `${port}, which this user may not open` };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { field: 'boardHost', expected: 'an address of this machine', received: JSON.stringify(host) };
    default:
      return undefined;
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
  await closed;
  clearTimeout(grace);
}

/** Picks a port of 127.0.0.1 that nothing listens on at the moment. */

import { once } from 'node:events';
import net from 'node:net';
import { MAX_PORT } from './server-config.ts';

/** A port that was free just now; another program may still take it first. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (typeof address === 'object' && address !== null && address.port <= MAX_PORT) return address.port;
  }
}

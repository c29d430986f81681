/** Puts answers of the GitHub simulator on the wire, whole or broken in the way that a fault demands. */

import type { ServerResponse } from 'node:http';
import type { SimulatedAnswer } from './simulated-answer.ts';

/** What the simulator says it is, in every answer. */
export const SIMULATOR_NAME = 'Mirin GitHub simulator';

export function sendAnswer(response: ServerResponse, answer: SimulatedAnswer): void {
  const body = writeHead(response, answer);
  response.end(body);
}

/** Promises the whole answer, sends half of it, and closes the connection. */
export function sendTruncated(response: ServerResponse, answer: SimulatedAnswer): void {
  const body = writeHead(response, answer);
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
}

export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** The page that a proxy shows when GitHub behind it is away. */
export const HTML_PAGE: SimulatedAnswer = {
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>',
  headers: { 'content-type': 'text/html' },
};

/** Writes status and headers; returns the body that has to follow. */
function writeHead(response: ServerResponse, { status, body, headers = {} }: SimulatedAnswer): Buffer {
  const bytes = Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
  response.writeHead(status, {
    server: SIMULATOR_NAME,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(bytes.length),
    ...headers,
  });
  return bytes;
}

/** Points around each write that a process sends to GitHub, from what undici says of its requests. */

import { subscribe } from 'node:diagnostics_channel';
import { pass, type Stage } from './point.ts';

interface Request {
  method: string;
  path: string;
}

/** https://undici.nodejs.org/#/docs/api/DiagnosticsChannel */
const CHANNELS: Readonly<Record<Stage, string>> = {
  before: 'undici:request:create',
  sent: 'undici:request:bodySent',
  after: 'undici:request:headers',
};

/** Watches every request from now on. */
export function watchHttp(): void {
  for (const [stage, channel] of Object.entries(CHANNELS)) {
    subscribe(channel, (message) => {
      const { method, path } = (message as { request: Request }).request;
      if (method !== 'GET') pass(stage as Stage, `${method} ${placeOf(path)}`);
    });
  }
}

const placeOf = (path: string): string =>
  path
    .replace(/^\/repos\/[^/]+\/[^/]+/, '')
    .replaceAll(/\/\d+/g, '/N')
    .replace(/\/N\/labels\/.+/, '/N/labels/NAME');

/** The headers that tell browsers what the board's pages may do: nothing with other hosts. */

import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Security headers for every answer. */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // Bull Board styles its parts inline.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  // "no-referrer" would make browsers send `Origin: null` with our own forms.
  referrerPolicy: { policy: 'same-origin' },
  // The board itself speaks plain HTTP; a proxy that adds TLS decides this for its host.
  strictTransportSecurity: false,
});

/** Keeps answers out of caches; Bull Board's files, which hold no data, may stay if asked for again each time. */
export const cacheHeaders: RequestHandler = (request, response, next) => {
  const isFile = request.path.startsWith('/queues/static/');
  response.set('Cache-Control', isFile ? 'private, no-cache' : 'no-store');
  next();
};

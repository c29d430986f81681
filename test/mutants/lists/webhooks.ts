/** Mutants of the receiver of webhooks: nothing unsigned is believed, nothing unread is kept, nothing needless is done. */

import type { CutList } from '../mutant.ts';

export const webhookCuts: CutList = {
  area: 'webhooks',
  files: [
    {
      file: 'bull-board/webhook-reader.ts',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'webhook-signature',
          guard: 'a delivery whose signature does not fit is not believed',
          find: '(await webhooks.verify(body, signature))',
          replace: 'true',
        },
        {
          id: 'webhook-unsigned',
          guard: 'a delivery without a signature is refused, not a fault',
          find: "signature !== '' && ",
        },
        {
          id: 'webhook-type',
          guard: 'only JSON is read',
          find: "request.is('application/json') === 'application/json'",
          replace: 'true',
        },
        {
          id: 'webhook-names',
          guard: 'a delivery has an id and an event',
          find: 'if (!NAMES.delivery.test(id) || !NAMES.event.test(event)) return BAD_HEADERS;',
        },
      ],
    },
    {
      file: 'bull-board/webhook-routes.ts',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'webhook-limit-body',
          guard: 'a huge body is not read',
          find: 'limit: BODY_LIMIT',
          replace: "limit: '1gb'",
        },
        {
          id: 'webhook-answers-first',
          guard: 'the answer does not wait for the work',
          find: 'if (!response.headersSent) response.status(202).json(taken);',
          replace: 'await desk.follow(taken); response.status(202).json(taken);',
        },
      ],
    },
    {
      file: 'bull-board/webhook-limit.ts',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'webhook-guard',
          guard: 'an address that sends much amiss is not read any more',
          find: 'if (totalHits < MAX_REFUSED) return next();',
          replace: 'return next();',
        },
      ],
    },
    {
      file: 'src/webhooks/delivery-desk.ts',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'webhook-unknown-issue',
          guard: 'the labels of an issue that Mirin does not know are left alone',
          find: 'status !== null && ',
        },
      ],
    },
    {
      file: 'src/webhooks/hint.ts',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'webhook-host',
          guard: 'a repository on another host is another one',
          find: "URL.canParse(url) ? new URL(url).hostname : 'github.com'",
          replace: "'github.com'",
        },
      ],
    },
    {
      file: 'src/github/label-drift.ts',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'drift-own-writes',
          guard: "Mirin's own writes lead to no further pass",
          find: 'isOwnedLabel(map, sighting.name) && !includesName(wanted, sighting.name)',
          replace: 'isOwnedLabel(map, sighting.name)',
        },
        {
          id: 'drift-foreign',
          guard: "labels of people's lead to no pass",
          find: 'isOwnedLabel(map, sighting.name) && ',
        },
      ],
    },
  ],
};

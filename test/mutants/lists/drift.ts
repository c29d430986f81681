/** Mutants of what notices drift: the receiver of webhooks believes nothing unsigned, and the sweep overlooks nothing. */

import type { CutList } from '../mutant.ts';

export const driftCuts: CutList = {
  area: 'drift',
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
    {
      file: 'src/github/sweep-cursor.ts',
      tests: ['github/sweep-cursor'],
      cuts: [
        {
          id: 'sweep-overlap',
          guard: 'a little is listed twice, since replicas lag',
          find: 'Date.parse(at) - OVERLAP_MS',
          replace: 'Date.parse(at)',
        },
        {
          id: 'sweep-anew',
          guard: 'a sweep begins anew where all issues are to be compared',
          find: 'if (cursor.generation === wanted) return cursor;',
          replace: 'return cursor;',
          tests: ['workers/sweep'],
        },
        {
          id: 'sweep-first-page',
          guard: 'what changes during a sweep is listed by the next',
          find: "cursor.page === '' ? at : cursor.startedAt",
          replace: 'at',
        },
        {
          id: 'sweep-quiet',
          guard: 'a sweep that finds nothing can be asked again for nothing',
          find: "if (isEmpty && cursor.page === '') return { ...done, etag };",
        },
      ],
    },
    {
      file: 'src/github/changed-page.ts',
      tests: ['workers/sweep'],
      cuts: [
        {
          id: 'sweep-latest-first',
          guard: 'pages are read in an order in which no issue slips from one to the other unseen',
          find: "direction: 'desc'",
          replace: "direction: 'asc'",
        },
        {
          id: 'sweep-unchanged',
          guard: 'an answer that is the same is no fault',
          find: 'if (response?.status !== 304) throw error;',
          replace: 'throw error;',
        },
      ],
    },
    {
      file: 'src/github/wherever.ts',
      tests: ['workers/sweep'],
      cuts: [
        {
          id: 'sweep-moved',
          guard: 'a renamed repository is followed by the sweep',
          find: 'if (isMoved && (await repository.relocate())) return await act();',
        },
      ],
    },
    {
      file: 'src/github/listed-issue.ts',
      tests: ['workers/sweep'],
      cuts: [
        {
          id: 'sweep-pull-requests',
          guard: 'pull requests are left out',
          find: 'if (answer.pull_request !== undefined) return undefined;',
        },
      ],
    },
    {
      file: 'workers/mark-drifted.ts',
      tests: ['workers/sweep'],
      cuts: [
        {
          id: 'sweep-refused',
          guard: 'what GitHub refused is asked for again when it has changed',
          find: ' && blocked !== version',
        },
        {
          id: 'sweep-unmarked',
          guard: 'what has a pass before it is not disturbed',
          find: 'return !isWaiting && ',
          replace: 'return ',
        },
      ],
    },
    {
      file: 'workers/project-sweep-handler.ts',
      tests: ['workers/sweep'],
      cuts: [
        {
          id: 'sweep-gives-back',
          guard: 'a long sweep gives its worker back',
          find: ' && found.pages < PAGES_AT_ONCE',
        },
        {
          id: 'sweep-waits',
          guard: 'GitHub is left alone for as long as it wants',
          find: '...(retryAfterMs !== undefined && { againAfterMs: retryAfterMs }),',
        },
      ],
    },
    {
      file: 'src/github/drifted-labels.ts',
      tests: ['cli/label-drift'],
      cuts: [
        {
          id: 'drift-lists-lag',
          guard: 'what a list shows is read again before it is told of',
          find: 'seeming && (await compareAgain(scene, seeming))',
          replace: 'seeming',
        },
        {
          id: 'drift-missing',
          guard: 'issues whose label is missing are on no list of it, and are found all the same',
          find: 'for await (const issue of issuesOfStatus(scene.store, status)) suspects.add(issue);',
        },
      ],
    },
    {
      file: 'src/github/shown-state.ts',
      tests: ['github/shown-state'],
      cuts: [
        {
          id: 'shown-closed',
          guard: 'nobody is sent to work on a closed issue that a stale label calls in work',
          find: "shown === 'processing' && !issue.isOpen",
          replace: 'false',
        },
        {
          id: 'shown-precedence',
          guard: 'of several owned labels the one that asks for the most care counts',
          find: "  'quarantined',\n  'processing',\n  'awaiting-response',",
          replace: "  'awaiting-response',\n  'processing',\n  'quarantined',",
        },
      ],
    },
    {
      file: 'workers/take-over-labelled.ts',
      tests: ['workers/take-over'],
      cuts: [
        {
          id: 'takeover-off',
          guard: 'nothing is taken over where that is switched off',
          find: 'if (!isWanted) return { issues };',
        },
        {
          id: 'takeover-restart',
          guard: 'the sweep does not go past what waits for holders after a restart',
          find: ', waitMs: outcome.untilMs - (await redisTimeMs(store))',
        },
      ],
    },
    {
      file: 'workers/resume-damped.ts',
      tests: ['workers/damping'],
      cuts: [
        {
          id: 'damping-resumed',
          guard: 'labels that were left alone are put right in the end',
          find: 'await Promise.all(issues.map((issue) => markDirty(store, issue)));',
        },
      ],
    },
    {
      file: 'src/github/redis-label-marks.ts',
      tests: ['workers/damping'],
      cuts: [
        {
          id: 'damping-counted',
          guard: 'corrections are counted',
          find: 'if (pass.wasOpened && !pass.isBrokenOff) await noteCorrection(store, issue, pass.version);',
        },
      ],
    },
  ],
};

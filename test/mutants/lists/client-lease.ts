/** Mutants of a client as a holder: for how long it trusts a lease, and when it stops. */

import type { CutList } from '../mutant.ts';

export const clientLeaseCuts: CutList = {
  area: 'client-lease',
  files: [
    {
      file: 'src/client/held-lease.ts',
      tests: ['client/held-lease'],
      cuts: [
        {
          id: 'trust-monotonic',
          guard: 'a lease is not trusted longer because the wall clock stepped back',
          find: 'Math.min(monotonicMs - now.monotonicMs, wallMs - now.wallMs)',
          replace: 'wallMs - now.wallMs',
        },
        {
          id: 'trust-wall',
          guard: 'a lease is not trusted longer because the machine was suspended',
          find: 'Math.min(monotonicMs - now.monotonicMs, wallMs - now.wallMs)',
          replace: 'monotonicMs - now.monotonicMs',
        },
        {
          id: 'loss-during-checkin',
          guard: 'a lease that its checkin ends is not called lost',
          find: 'if (this.#endings > 0) {',
          replace: 'if (false) {',
        },
        {
          id: 'loss-after-checkin',
          guard: 'a loss during a checkin that did not end the lease is told afterwards',
          find: 'if (loss !== undefined) this.lose(loss);',
        },
      ],
    },
    {
      file: 'src/client/lease-keeper.ts',
      tests: ['client/lease'],
      cuts: [
        {
          id: 'keep-margin-first',
          guard: 'a new lease is trusted for its time less the margin',
          find: 'remainingMs - this.#options.marginMs',
          replace: 'remainingMs',
        },
        {
          id: 'keep-margin',
          guard: 'a renewed lease is trusted for its time less the margin',
          find: 'this.#record.ttlMs - this.#options.marginMs',
          replace: 'this.#record.ttlMs',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-since-start',
          guard: 'a renewed lease is trusted from the start of the beat on, not from its answer',
          find: '?.trust(started, trustMs)',
          replace: '?.trust(momentNow(), trustMs)',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-heard-late',
          guard: 'a grant that was heard of late is trusted for what is left of it only',
          find: 'Math.min(expiresAtMs - this.#options.clock.latestMs, this.#record.ttlMs)',
          replace: 'this.#record.ttlMs',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-trust-ends',
          guard: 'a lease that could not be renewed in time is given up',
          find: 'if (trustedForMs === 0)',
          replace: 'if (false)',
          tests: ['client/redis-stopped'],
        },
        {
          id: 'keep-unread',
          guard: 'beats that came during a busy stretch count before trust is judged',
          find: 'this.#link.readUnread();',
          tests: ['workers/deaths'],
        },
        {
          id: 'keep-closed',
          guard: 'a lease that is granted to a client that closed is lost',
          find: "if (this.#isStopped) this.#lose(key, 'its client was closed'); else",
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-former-id',
          guard: 'a lease that was granted to a former id is lost from the start',
          find: "else if (processId !== this.#record.processId) this.#lose(key, 'its process was declared dead');",
          tests: ['client/holder'],
        },
        {
          id: 'keep-former-end',
          guard: 'the end of a former id costs the present one nothing',
          find: 'if (processId !== this.#record.processId) return;',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-become',
          guard: 'what was held under a former id is lost',
          find: "this.#record = record; this.#loseAll('its process was declared dead');",
          replace: 'this.#record = record;',
          tests: ['client/holder'],
        },
        {
          id: 'keep-dropped',
          guard: 'a lease that was let go of is never beaten for again',
          find: "this.#link.post({ type: 'drop', ...subjectOf(kept), fence: kept.fence })",
          replace: 'undefined',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-close-tells',
          guard: 'whoever works under a lease hears that the client closed',
          find: "for (const held of this.#held.values()) held.abort('its client was closed');",
          tests: ['client/close'],
        },
        {
          id: 'keep-superseded',
          guard: 'a lease whose checkin found it gone is lost',
          find: "if (outcome.outcome === 'superseded' || outcome.outcome === 'not-held')",
          replace: 'if (false)',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-checked-in',
          guard: 'a lease that was checked in is kept no longer',
          find: 'if (endsInOrder(outcome)) this.#letGo(key);',
        },
        {
          id: 'keep-after-restart',
          guard: 'a new heartbeat thread is told of every lease',
          find: "this.#link.post({ type: 'keep', lease: kept });",
          tests: ['client/lease-keeper'],
        },
        {
          id: 'keep-checkpoint-after-restart',
          guard: 'a new heartbeat thread is told of the newest checkpoint',
          find: "if (json !== undefined) this.#link.post({ type: 'checkpoint', issue, fence, json });",
          tests: ['client/lease-keeper'],
        },
      ],
    },
    {
      file: 'src/client/redis-clock.ts',
      tests: ['client/time'],
      cuts: [
        {
          id: 'clock-earliest',
          guard: 'deadlines are made from a time that is rather too early',
          find: 'monotonicMs() - this.#sample.arrivedAtMs',
          replace: 'monotonicMs() - this.#sample.sentAtMs',
        },
        {
          id: 'clock-latest',
          guard: 'trust is counted from a time that is rather too late',
          find: 'monotonicMs() - this.#sample.sentAtMs',
          replace: 'monotonicMs() - this.#sample.arrivedAtMs',
        },
      ],
    },
  ],
};

/** Mutants of the heartbeat thread, and of a process that hears of its death. */

import type { CutList } from '../mutant.ts';

export const clientHeartbeatCuts: CutList = {
  area: 'client-heartbeat',
  files: [
    {
      file: 'src/client/heartbeat-link.ts',
      tests: ['client/heartbeat-link'],
      cuts: [
        {
          id: 'thread-restart',
          guard: 'a heartbeat thread that fails is replaced',
          find: "thread.on('exit', () => this.#startAgain());",
        },
        {
          id: 'thread-new-id',
          guard: 'a new heartbeat thread beats under the present id',
          find: "if (message.type === 'become') this.#record = message.record;",
          tests: ['client/lease-keeper'],
        },
      ],
    },
    {
      file: 'src/client/heartbeat-loop.ts',
      tests: ['client/heartbeat-loop'],
      cuts: [
        {
          id: 'loop-ended',
          guard: 'a process that was declared dead hears of it',
          find: "if (reply.process === 'ended') return this.#tell({ type: 'ended', processId });",
          tests: ['client/lease-keeper'],
        },
        {
          id: 'loop-unknown',
          guard: 'a process that Redis forgot is made known again',
          find: "if (reply.process === 'unknown') return this.#comeBack(record);",
          tests: ['client/heartbeat-link'],
        },
        {
          id: 'loop-restore',
          guard: 'a lease that Redis lost is restored',
          find: "verdict === 'behind' &&",
          replace: 'false &&',
          tests: ['client/heartbeat-link'],
        },
        {
          id: 'loop-lost',
          guard: 'a lease that is no longer current is told as lost',
          find: "else this.#lose(lease, 'its fence is no longer current');",
          tests: ['client/lease'],
        },
        {
          id: 'loop-spoilt',
          guard: 'an issue whose key is spoilt does not cost the others their beat',
          find: 'if (!isCorrupt || leases.length < 2) throw error;',
          replace: 'throw error;',
          tests: ['client/lease'],
        },
        {
          id: 'loop-retry',
          guard: 'a beat that failed is tried again soon',
          find: 'this.#schedule(this.#everyMs * RETRY_SHARE);',
          replace: 'this.#schedule(this.#everyMs);',
        },
        {
          id: 'loop-become',
          guard: 'no lease of a former id is named by the present one',
          find: 'this.#leases.clear();',
        },
        {
          id: 'loop-newer-checkpoint',
          guard: 'a checkpoint that comes during a beat goes out with the next',
          find: 'if (kept !== undefined && kept.checkpoint === lease.checkpoint)',
          replace: 'if (kept !== undefined)',
        },
      ],
    },
    {
      file: 'src/client/heartbeat-thread.ts',
      tests: ['client/heartbeat-link'],
      cuts: [
        {
          id: 'thread-reconnect',
          guard: 'a beat goes out as soon as the connection is back',
          find: "redis.on('ready', () => loop.beatNow());",
        },
      ],
    },
    {
      file: 'src/client/holder.ts',
      tests: ['client/holder'],
      cuts: [
        {
          id: 'holder-reborn',
          guard: 'a process that was declared dead asks again as a new one',
          find: "if (outcome.outcome !== 'process-ended')",
          replace: 'if (true)',
        },
        {
          id: 'holder-new-request',
          guard: 'the new process asks under a request id of its own',
          find: 'const { requestId: _, ...again } = options;',
          replace: 'const again = options;',
        },
      ],
    },
    {
      file: 'src/client/living-process.ts',
      tests: ['client/holder'],
      cuts: [
        {
          id: 'reborn-once',
          guard: 'a dead process is registered anew once, however many find out',
          find: 'this.#rebirth ??= this',
          replace: 'this.#rebirth = this',
        },
        {
          id: 'listen-first',
          guard: 'a process listens for replies before it asks for anything',
          find: 'await replies.listen(store.keys.replies(record.processId), settings.requestTimeoutMs);',
          tests: ['client/lost-reply'],
        },
      ],
    },
  ],
};

/** Mutants of what a client does under its leases: working, handing back, closing. */

import type { CutList } from '../mutant.ts';

export const clientWorkCuts: CutList = {
  area: 'client-work',
  files: [
    {
      file: 'src/client/producer.ts',
      tests: ['client/close'],
      cuts: [
        {
          id: 'closed',
          guard: 'a client that closes takes no request',
          find: 'if (this.closing.aborted) throw new ClosedError();',
        },
        { id: 'close-waits', guard: 'closing waits for what is under way', find: 'this.#underWay.add(step);' },
      ],
    },
    {
      file: 'src/client/close-client.ts',
      tests: ['client/close'],
      cuts: [
        { id: 'close-keeper', guard: 'a client that closed beats no more', find: 'await keeper.stop();' },
        {
          id: 'close-hands-back',
          guard: 'what a client holds is handed back when it closes',
          find: '...issues.map((issue) => handBack(context, Number(issue), record)),',
        },
        {
          id: 'close-own-only',
          guard: 'a client that closes takes no issue from another',
          find: 'if (holder !== processId) return; const options',
          replace: 'const options',
        },
        {
          id: 'close-says-so',
          guard: 'a client that closes says good-bye',
          find: "await endProcess(context.store, record, 'ended');",
        },
        {
          id: 'close-in-time',
          guard: 'a client closes in bounded time, whatever Redis does',
          find: 'await within(deadline.leftMs, sayGoodBye(context, process.record)).catch(() => undefined);',
          replace: 'await sayGoodBye(context, process.record);',
        },
      ],
    },
    {
      file: 'src/client/checkin-while-trusted.ts',
      tests: ['client/checkin-while-away'],
      cuts: [
        {
          id: 'hand-back-one-request',
          guard: 'a hand-back that is made again is one and the same request',
          find: '{ ...options, requestId }',
          replace: 'options',
        },
      ],
    },
    {
      file: 'src/client/while-trusted.ts',
      tests: ['client/checkin-while-away'],
      cuts: [
        {
          id: 'hand-back-again',
          guard: 'a hand-back that Redis or the workers missed is made again',
          find: 'if (isLost(lease) || !mayPass(error)) throw error;',
          replace: 'throw error;',
        },
        {
          id: 'hand-back-while-trusted',
          guard: 'a hand-back is given up when the lease is lost',
          find: 'isLost(lease) || ',
          tests: ['client/lease-keeper'],
        },
        {
          id: 'hand-back-cancelled',
          guard: 'cancelled work is handed back for as long as its lease can be trusted',
          find: 'signal.aborted && trustedForMs === 0',
          replace: 'signal.aborted',
          tests: ['client/while-trusted'],
        },
        {
          id: 'hand-back-lets-go',
          guard: 'a lease that can’t be handed back is not renewed for ever',
          find: 'lease.letGo();',
          tests: ['client/lease-keeper'],
        },
      ],
    },
    {
      file: 'src/client/with-issue.ts',
      tests: ['client/with-issue'],
      cuts: [
        {
          id: 'with-superseded',
          guard: 'work under a lease that was lost is not called done',
          find: "if (checkin.outcome === 'superseded' || checkin.outcome === 'not-held') {",
          replace: 'if (false) {',
        },
        {
          id: 'with-error',
          guard: 'an issue whose handler failed is handed back as error',
          find: "await checkinWhileTrusted(lease, 'error', { result }).catch(() => undefined);",
        },
        {
          id: 'with-result',
          guard: 'what a handler returns is checked before it is sent',
          find: 'parseRequest(workResultSchema, value ?? {}, "the handler\'s result");',
        },
        {
          id: 'with-progress',
          guard: 'the progress of a handler is watched',
          find: 'lease.watchProgress();',
          tests: ['client/progress'],
        },
      ],
    },
    {
      file: 'src/client/progress.ts',
      tests: ['client/progress'],
      cuts: [
        {
          id: 'progress-checkpoint',
          guard: 'a checkpoint is progress',
          find: 'if (watched !== undefined) this.watch(key, watched.issue);',
        },
      ],
    },
    {
      file: 'src/client/ticket-desk.ts',
      tests: ['client/work'],
      cuts: [
        {
          id: 'desk-closed',
          guard: 'no ticket is served after the end of the work',
          find: 'this.#isOpen ? await this.#serve(job) : { againAfterMs: 0 }',
          replace: 'await this.#serve(job)',
          tests: ['client/ticket-desk'],
        },
        {
          id: 'desk-waits',
          guard: 'the end of the work waits for the handlers under way',
          find: 'await Promise.allSettled(this.#serving);',
          tests: ['client/ticket-desk'],
        },
        {
          id: 'desk-reborn',
          guard: 'a process that was declared dead works on as a new one',
          find: 'await this.#holder.beReborn();',
        },
        {
          id: 'desk-lost',
          guard: 'no handler begins under a lease that is lost already',
          find: 'if (lease.signal.aborted) return await giveUp(lease);',
          tests: ['client/ticket-desk'],
        },
        {
          id: 'desk-cancelled',
          guard: 'a task that is cancelled before its handler begins is handed back',
          find: "if (lease.trustedForMs === 0) return 'lost';",
          replace: "return 'lost';",
          tests: ['client/ticket-desk'],
        },
      ],
    },
    {
      file: 'src/client/shell-client.ts',
      tests: ['cli/shell-lease'],
      cuts: [
        {
          id: 'shell-beats',
          guard: 'a shell renews no lease that a program renews by itself',
          find: "if (holder.liveness === 'beat') throw keptByItself(processId);",
        },
      ],
    },
  ],
};

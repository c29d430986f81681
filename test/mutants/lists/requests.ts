/** Mutants of a request's way: from the client through the queue and the worker into the script, and of the answer back. */

import type { CutList } from '../mutant.ts';

export const requestPathCuts: CutList = {
  area: 'requests',
  files: [
    {
      file: 'src/redis/script-text.ts',
      tests: ['transitions/every-transition'],
      cuts: [
        {
          id: 'script-now',
          guard: 'only tests may set the time',
          find: "return 'MIRIN_REQUEST_INVALID now: only tests may set the time'",
        },
        {
          id: 'script-types',
          guard: 'the types of all keys are checked before the first write',
          find: "if found ~= 'none' and found ~= wanted then",
          replace: 'if false then',
        },
        {
          id: 'script-schema',
          guard: 'keys of another version are left alone',
          find: 'if schema and schema ~= KEY_SCHEMA then',
          replace: 'if false then',
        },
        {
          id: 'batch-checked',
          guard: 'each request of a job is checked',
          find: 'local fault, is_done, reply = fault_of(key, arg, keys), false, nil',
          replace: 'local fault, is_done, reply = nil, false, nil',
          tests: ['workers/batches'],
        },
        {
          id: 'batch-apart',
          guard: 'a fault of one request leaves the others of its job alone',
          find: 'is_done, reply = pcall(transition, key, arg)',
          replace: 'is_done, reply = true, transition(key, arg)',
          tests: ['redis/script', 'workers/batches'],
        },
      ],
    },
    {
      file: 'src/redis/script.ts',
      tests: ['transitions/every-transition'],
      cuts: [
        {
          id: 'script-forgotten',
          guard: 'a script that Redis forgot is loaded again',
          find: "if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return redis.eval(text, keys.length, ...keys, ...args);",
        },
        {
          id: 'script-reply-apart',
          guard: 'a reply that can’t be read leaves the others alone',
          find: 'return { fault: toRedisFault(error, name) };',
          replace: 'throw error;',
          tests: ['redis/script', 'workers/batches'],
        },
      ],
    },
    {
      file: 'src/transitions/includes/listed-key.lua',
      tests: ['transitions/every-transition', 'client/lease'],
      cuts: [
        {
          id: 'listed-key',
          guard: 'the leases of a beat are read before the first write',
          find: 'if not values.err then return values end',
          replace: 'if true then return values.err and {} or values end',
        },
      ],
    },
    {
      file: 'src/client/ask.ts',
      tests: ['client/give-up'],
      cuts: [
        {
          id: 'ask-withdraws',
          guard: 'a request whose time is up is withdrawn',
          find: 'await withdraw(context, request, withdrawalMs(timeoutMs))',
          replace: "{ end: 'unknown' }",
        },
        {
          id: 'ask-unconfirmed',
          guard: 'a request that Redis may have taken is told apart from one that it has not',
          find: "if (enqueued.fate === 'unconfirmed') throw new RequestUnconfirmedError(requestId, enqueued.fault);",
          tests: ['client/redis-away'],
        },
      ],
    },
    {
      file: 'src/client/enqueue-request.ts',
      tests: ['client/redis-away'],
      cuts: [
        {
          id: 'ask-again',
          guard: 'a request outlasts a short absence of Redis',
          find: "if (fault.code !== 'MIRIN_REDIS_UNAVAILABLE') throw fault;",
          replace: 'throw fault;',
        },
      ],
    },
    {
      file: 'src/client/await-outcome.ts',
      tests: ['client/lost-reply'],
      cuts: [
        {
          id: 'ask-looks',
          guard: 'an outcome whose message was missed is read',
          find: 'await Promise.race([reply.text, stored])',
          replace: 'undefined',
        },
      ],
    },
    {
      file: 'src/client/replies.ts',
      tests: ['client/lost-reply'],
      cuts: [
        {
          id: 'reply-again',
          guard: 'a client listens again when its connection is back',
          find: "subscriber.on('ready', () => this.#subscribeAgain());",
        },
      ],
    },
    {
      file: 'src/client/requests.ts',
      tests: ['client/give-up', 'client/time'],
      cuts: [
        {
          id: 'ask-deadline',
          guard: 'nothing is granted once its client has turned to withdrawing it',
          find: 'clock.earliestMs + limitMs - withdrawalMs(limitMs)',
          replace: 'clock.earliestMs + limitMs',
          tests: ['client/time'],
        },
      ],
    },
    {
      file: 'src/client/withdraw.ts',
      tests: ['client/give-up'],
      cuts: [
        {
          id: 'withdraw-checkout',
          guard: 'a checkout is taken back',
          find: "if (request.kind === 'checkout') return withdrawCheckout(context, request, new Deadline(withinMs));",
        },
        {
          id: 'withdraw-sure',
          guard: 'settled is said only of what was withdrawn for certain',
          find: "if (result === undefined) return { end: 'unknown' };",
          replace: "if (result === undefined) return { end: 'withdrawn' };",
        },
      ],
    },
    {
      file: 'src/client/group-commit.ts',
      tests: ['client/group-commit'],
      cuts: [
        {
          id: 'group-most',
          guard: 'at most a hundred requests travel together',
          find: 'Math.min(share, MAX_BATCH)',
          replace: 'share',
        },
        {
          id: 'group-out',
          guard: 'while two jobs are out, requests gather',
          find: 'if (free <= 0 && !isOverdue) return;',
        },
        {
          id: 'group-wait',
          guard: 'no request waits for others for long',
          find: 'this.#timer ??= setTimeout(() => this.#flush(true), LONGEST_WAIT_MS);',
        },
        {
          id: 'group-fault',
          guard: 'each request of a job hears of its fault',
          find: 'for (const { reject } of group) reject(error);',
        },
      ],
    },
    {
      file: 'workers/loop.ts',
      tests: ['workers/one-outcome'],
      cuts: [
        {
          id: 'loop-payload',
          guard: 'the payload of a job is checked',
          find: "return parseRequest(schema, job.data, 'job data');",
          replace: 'return job.data;',
          tests: ['workers/jobs-without-effect'],
        },
        {
          id: 'loop-settles',
          guard: 'a request that failed for good gets its outcome',
          find: 'if (isLast) await kind.giveUp?.(payload, site, fault).catch(() => undefined);',
        },
        { id: 'loop-last', guard: 'a fault that no retry mends is the last', find: 'isPermanent(fault) || ' },
        {
          id: 'loop-unserved',
          guard: 'a pass of a project that others serve is left to them',
          find: 'if (site === undefined) return comeAgain(job, token, unservedPauseMs(job));',
          tests: ['workers/other-projects'],
        },
        {
          id: 'loop-follow-ups',
          guard: 'what follows from an outcome is enqueued',
          find: 'await enqueueFollowUps(site.target, await context.labelService.feasible(site.store, handled.followUps ?? []));',
        },
        {
          id: 'loop-part',
          guard: 'a job of which a part failed is tried again',
          find: 'if (handled.fault !== undefined) throw handled.fault;',
          tests: ['workers/batches'],
        },
      ],
    },
    {
      file: 'workers/job-kinds.ts',
      tests: ['workers/batches'],
      cuts: [
        {
          id: 'settle-each',
          guard: 'each request of a job that failed for good gets its outcome',
          find: 'requestsOf(job).map((request) => settle(store, request, code))',
          replace: 'requestsOf(job).slice(0, 1).map((request) => settle(store, request, code))',
        },
      ],
    },
    {
      file: 'workers/request-handler.ts',
      tests: ['workers/batches'],
      cuts: [
        {
          id: 'worst-fault',
          guard: 'a job is tried again while one of its requests may still be carried out',
          find: 'faults.find((fault) => !isPermanent(fault)) ?? faults[0]',
          replace: 'faults[0]',
        },
      ],
    },
    {
      file: 'workers/checkout-handler.ts',
      tests: ['workers/nudges', 'client/reads'],
      cuts: [
        {
          id: 'held-nudge',
          guard: 'an issue that somebody wants and whose lease ran out is repaired without waiting for the scan',
          find: "if (outcome.outcome === 'held' && outcome.expired) return nudgeRepair(site, issue, outcome);",
          tests: ['workers/wanted-orphan'],
        },
      ],
    },
  ],
};

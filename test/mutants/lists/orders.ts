/** Mutants of orders and of claims on comments: heard once, obeyed, and said only by whoever still has the claim. */

import type { CutList } from '../mutant.ts';

export const orderCuts: CutList = {
  area: 'orders',
  files: [
    {
      file: 'src/transitions/order-process.lua',
      tests: ['client/orders'],
      cuts: [
        {
          id: 'order-unknown',
          guard: 'an order to a process that nobody knows is refused',
          find: "if not process[1] then return { 'unknown' } end",
        },
        {
          id: 'order-over',
          guard: 'an order to a process that has ended is refused',
          find: "if process[1] ~= 'alive' then return { 'over', process[1] } end",
        },
        {
          id: 'order-deaf',
          guard: 'an order that no heartbeat can bring is refused',
          find: "if process[2] ~= 'beat' then return { 'deaf' } end",
          tests: ['cli/processes'],
        },
        {
          id: 'order-not-held',
          guard: 'work that a process does not have is not cancelled',
          find: "if arg.issue ~= '' and redis.call('SISMEMBER', key.process_issues, arg.issue) == 0 then return { 'not-held' } end",
        },
        {
          id: 'order-shown',
          guard: 'a process that is to drain is shown so',
          find: "if arg.kind == 'drain' then redis.call('HSETNX', key.process, 'drainingSince', time.text) end",
        },
      ],
    },
    {
      file: 'src/client/heartbeat-loop.ts',
      tests: ['client/orders'],
      cuts: [
        {
          id: 'order-acknowledged',
          guard: 'an order that was heard is acknowledged',
          find: 'const acknowledged = [...this.#told];',
          replace: 'const acknowledged = [];',
        },
      ],
    },
    {
      file: 'src/client/work.ts',
      tests: ['client/orders'],
      cuts: [
        {
          id: 'drained-work-ends',
          guard: 'work ends when the process is drained',
          find: ', holder.draining]',
          replace: ']',
        },
      ],
    },
    {
      file: 'src/client/lease-keeper.ts',
      tests: ['client/orders'],
      cuts: [
        {
          id: 'cancel-one',
          guard: 'only the work that is meant is cancelled',
          find: 'issue === undefined || kept.issue === issue',
          replace: 'true',
        },
      ],
    },
    {
      file: 'src/transitions/finish-comment.lua',
      tests: ['client/comment-claims'],
      cuts: [
        {
          id: 'claim-fence',
          guard: 'a lost claim says nothing of its comment',
          find: "if lock.fence ~= arg.fence_seen then return { 'not-held' } end",
        },
        {
          id: 'claim-done-again',
          guard: 'what is done is done also when it is said again',
          find: "if is_over and is_said and lock.endedBy == arg.by then return { 'done' } end",
        },
      ],
    },
    {
      file: 'src/client/comment-claims.ts',
      tests: ['client/comment-claims'],
      cuts: [
        {
          id: 'claim-of-done',
          guard: 'whoever waited for a claim hears that the comment is done',
          find: 'if (!isDone) return',
          replace: 'if (true) return',
        },
      ],
    },
  ],
};

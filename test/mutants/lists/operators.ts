/** Mutants of the labels by which people ask for something: who is heard, and that each is carried out once. */

import type { CutList } from '../mutant.ts';

export const operatorCuts: CutList = {
  area: 'operators',
  files: [
    {
      file: 'src/transitions/take-delivery.lua',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'asked-noted',
          guard: 'what a label asks for is noted with the delivery that tells of it',
          find: "if arg.is_asking == '1' then redis.call('ZADD', key.labels_asked, 'NX', time.text, arg.issue) end",
        },
      ],
    },
    {
      file: 'src/transitions/carry-out.lua',
      tests: ['transitions/carry-out'],
      cuts: [
        {
          id: 'asked-once',
          guard: 'what an event asked for is carried out once',
          find: "if redis.call('EXISTS', key.asked) == 1 then return { 'repeated' } end",
        },
        {
          id: 'asked-withdraws-task',
          guard: 'the task of an issue on hold is looked for by nobody',
          find: 'withdraw_task(key, arg.task_id)',
        },
        {
          id: 'asked-retry-held',
          guard: 'a retry takes an issue from nobody',
          find: "if is_held then return nothing('it is in work: it has to be released first') end",
        },
      ],
    },
    {
      file: 'src/github/label-setters.ts',
      tests: ['workers/operator-labels'],
      cuts: [
        {
          id: 'asked-rights',
          guard: 'only people with write access are heard',
          find: 'MAY_WRITE.has(permission)',
          replace: 'true',
        },
        {
          id: 'asked-bots',
          guard: 'bots are not heard',
          find: "if (isBot) return 'a bot set the label';",
        },
      ],
    },
  ],
};

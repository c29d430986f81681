/** Mutants of the records and what follows from them in the same step: indexes, marks, tasks. */

import type { CutList } from '../mutant.ts';

export const recordCuts: CutList = {
  area: 'lua-records',
  files: [
    {
      file: 'src/transitions/includes/issue-record.lua',
      tests: ['transitions/issue-record'],
      cuts: [
        {
          id: 'record-status',
          guard: 'a record of an unknown status is refused',
          find: 'if record.status and not status_index(key, record.status) then',
          replace: 'if false then',
        },
        {
          id: 'record-holder',
          guard: 'a record in work without a holder is refused',
          find: "if is_held and not record.processId then refuse_field(key, 'processId', 'the holder') end",
        },
        {
          id: 'record-fence',
          guard: 'a record with a broken fence is refused',
          find: "if (is_held or record.fence) and not string.match(record.fence or '', '^[1-9]%d*$') then",
          replace: 'if false then',
        },
        {
          id: 'record-numbers',
          guard: 'a record with broken numbers is refused',
          find: "if not string.match(number, '^%d+$') then",
          replace: 'if false then',
        },
        {
          id: 'status-dirty',
          guard: 'a change of status marks the labels dirty in the same step',
          find: "redis.call('ZADD', key.labels_dirty, 'NX', now_text, issue)",
          tests: ['transitions/checkout'],
        },
        {
          id: 'status-dirty-since',
          guard: 'a mark says since when the labels may be wrong',
          find: "redis.call('ZADD', key.labels_dirty, 'NX', now_text, issue)",
          replace: "redis.call('ZADD', key.labels_dirty, now_text, issue)",
          tests: ['transitions/checkin', 'transitions/checkout', 'transitions/issue-record'],
        },
        {
          id: 'status-index',
          guard: 'an issue is in the index of one status only',
          find: "if from and from ~= to then redis.call('ZREM', status_index(key, from), issue) end",
          tests: ['transitions/checkin'],
        },
        {
          id: 'status-processing',
          guard: 'processing_issues holds what is in work',
          find: "redis.call(to == 'processing' and 'SADD' or 'SREM', key.processing_issues, issue)",
          tests: ['transitions/checkin'],
        },
        {
          id: 'status-processed',
          guard: 'processed_issues holds what is completed',
          find: "redis.call(is_processed and 'SADD' or 'SREM', key.processed_issues, issue)",
          tests: ['transitions/checkin'],
        },
      ],
    },
    {
      file: 'src/transitions/includes/task.lua',
      tests: ['transitions/claim-task', 'transitions/repair'],
      cuts: [
        {
          id: 'task-start-waiting',
          guard: 'a lease takes up a waiting task only',
          find: "if task[1] ~= 'waiting' then return '' end",
          tests: ['transitions/checkout'],
        },
        {
          id: 'task-not-wanted',
          guard: 'a task that runs is looked after no more',
          find: "'running')\n  redis.call('ZREM', key.tasks_wanted, task_id)",
          replace: "'running')",
        },
        {
          id: 'task-next-run',
          guard: 'a task that waits again has another run, so that old tickets are worthless',
          find: "(tonumber(redis.call('HGET', key.task, 'run')) or 0) + 1",
          replace: "(tonumber(redis.call('HGET', key.task, 'run')) or 1)",
          tests: ['transitions/repair'],
        },
        {
          id: 'task-wanted-mark',
          guard: 'a task that waits again is marked wanted in the same step',
          find: "redis.call('ZADD', key.tasks_wanted, now_text, task_id)",
          tests: ['transitions/repair'],
        },
        {
          id: 'task-finish-running',
          guard: 'only a running task is finished',
          find: 'if not is_task_running(key) then return end',
          tests: ['transitions/checkin', 'transitions/repair-blame'],
        },
        {
          id: 'task-put-back-running',
          guard: 'an orderly hand-back makes no task wait that does not run',
          find: 'is_task_running(key) and await_next_run(key, task_id, now_text) or',
          replace: 'await_next_run(key, task_id, now_text) or',
          tests: ['transitions/release', 'transitions/checkin'],
        },
        {
          id: 'task-keeps-type',
          guard: 'a running task keeps its own type and priority when it waits again',
          find: "if not is_task_running(key) then\n    redis.call('HSET', key.task, 'id'",
          replace: "if true then\n    redis.call('HSET', key.task, 'id'",
          tests: ['transitions/repair'],
        },
      ],
    },
  ],
};

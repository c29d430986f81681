/** Mutants of what a request comes to: its one outcome, and what a late or a withdrawn one may do. */

import type { CutList } from '../mutant.ts';

export const requestCuts: CutList = {
  area: 'lua-requests',
  files: [
    {
      file: 'src/transitions/checkin.lua',
      tests: ['transitions/checkin'],
      cuts: [
        {
          id: 'checkin-outcome',
          guard: 'a checkin that has an outcome has no second effect',
          find: 'if stored then',
          replace: 'if false then',
        },
        {
          id: 'checkin-holder',
          guard: 'a checkin declares the keys of the holder that there is',
          find: "if record.status == 'processing' and record.processId ~= arg.holder then return { 'changed' } end",
          tests: ['transitions/with-holder'],
        },
        {
          id: 'checkin-fence',
          guard: 'only the current fence commits',
          find: 'if is_current(record, arg.fence_seen) then return commit() end',
          replace: "if record.status == 'processing' then return commit() end",
        },
        {
          id: 'checkin-deadline',
          guard: 'a checkin that asked for a deadline is refused after it',
          find: "if deadline_ms and time.ms > deadline_ms then return refuse({ 'deadline-passed' }) end",
        },
        {
          id: 'checkin-not-held',
          guard: 'a fence that was never drawn gets not-held',
          find: "if not record.fence or is_higher_fence(arg.fence_seen, record.fence) then return refuse({ 'not-held' }) end",
        },
        {
          id: 'checkin-already-fence',
          guard: 'already is said to the very fence that committed',
          find: 'record.committedFence == arg.fence_seen and ',
        },
        {
          id: 'checkin-already-status',
          guard: 'already is said of the very status that was committed',
          find: ' and record.committedStatus == arg.status',
        },
        {
          id: 'checkin-payload-kept',
          guard: 'the payload of a checkin that came too late is kept',
          find: "redis.call('XADD', key.superseded, 'MAXLEN', '~', SUPERSEDED_LENGTH, '*',\n    'status', arg.status, 'result', arg.result, 'metadata', arg.metadata, unpack(flatten(what)))",
        },
        {
          id: 'checkin-forgives-ends-only',
          guard: 'deaths are forgiven to an issue that was worked on to its end, not to one that failed',
          find: "if arg.status == 'completed' or arg.status == 'awaiting-response' then",
          replace: 'if true then',
          tests: ['transitions/repair-blame', 'transitions/checkin'],
        },
        {
          id: 'checkin-forgives',
          guard: 'an orderly end forgives earlier deaths',
          find: "if arg.status == 'completed' or arg.status == 'awaiting-response' then",
          replace: 'if false then',
          tests: ['transitions/repair-blame', 'transitions/checkin'],
        },
        {
          id: 'checkin-run-alone',
          guard: 'an orderly end ends the time in which an issue must run alone',
          find: "redis.call('HDEL', key.issue, 'runAlone')",
          tests: ['transitions/repair-blame', 'transitions/checkout-cooling', 'transitions/checkin'],
        },
        {
          id: 'checkin-task-done',
          guard: 'the task of an issue that was handed back is done',
          find: 'finish_task(key, arg.task_id)',
        },
        {
          id: 'checkin-task-again',
          guard: 'the task of an issue that is handed back as pending waits again',
          find: "if arg.status == 'pending' then return put_back_task(key, arg.task_id, time.text) end",
        },
      ],
    },
    {
      file: 'src/transitions/includes/outcome.lua',
      tests: ['transitions/outcome'],
      cuts: [
        {
          id: 'outcome-key-reused',
          guard: 'a request id with other content is refused',
          find: 'if string.sub(stored, 1, #fingerprint) ~= fingerprint then return \'["key-reused"]\' end',
          tests: ['transitions/checkout'],
        },
        {
          id: 'outcome-published',
          guard: 'an outcome is published to the process that asked',
          find: "redis.call('PUBLISH', key.replies, arg.request_id .. ' ' .. arg.fingerprint .. ' ' .. text)",
        },
        {
          id: 'outcome-refusal-kept',
          guard: 'a refusal is kept until nobody can run the request any more',
          find: 'math.max(deadline_ms - now_ms, 0) + REFUSAL_KEPT_MS',
          replace: 'REFUSAL_KEPT_MS',
        },
        {
          id: 'outcome-effect-kept',
          guard: 'an outcome that changed something is kept for a day',
          find: 'store_outcome(key, arg, outcome, EFFECT_KEPT_MS)',
          replace: 'store_outcome(key, arg, outcome, REFUSAL_KEPT_MS)',
        },
      ],
    },
    {
      file: 'src/transitions/abandon.lua',
      tests: ['transitions/abandon'],
      cuts: [
        {
          id: 'abandon-stored',
          guard: 'a request that was withdrawn has no effect later',
          find: "if not stored then return { abandon(), '0', '' } end",
          replace: "if not stored then return { '[\"abandoned\"]', '0', '' } end",
        },
        {
          id: 'abandon-outcome',
          guard: 'a request that has another outcome keeps it',
          find: "if not is_never_used() then return { stored, '0', '' } end",
          replace: "if not is_never_used() then return { abandon(), '0', '' } end",
        },
        {
          id: 'abandon-unused',
          guard: 'a lease that was beaten for is not taken back',
          find: "\n    and redis.call('ZSCORE', key.leases, arg.issue) == record.grantedUntil",
        },
        {
          id: 'abandon-current',
          guard: 'only the request’s own lease is taken back',
          find: ' and is_current(record, outcome[2])',
        },
        {
          id: 'abandon-task',
          guard: 'the task of a lease that was taken back waits again',
          find: 'put_back_task(key, arg.task_id, time.text)',
          replace: "''",
        },
      ],
    },
    {
      file: 'src/transitions/settle.lua',
      tests: ['transitions/settle'],
      cuts: [
        {
          id: 'settle-outcome',
          guard: 'a request that has an outcome is not settled',
          find: 'if stored then',
          replace: 'if false then',
        },
      ],
    },
    {
      file: 'src/transitions/fingerprint.ts',
      tests: ['transitions/checkout'],
      cuts: [
        {
          id: 'fingerprint-deadline',
          guard: 'the same request with another deadline is the same request',
          find: "name !== 'requestId' && name !== 'deadlineMs'",
          replace: "name !== 'requestId'",
        },
      ],
    },
    {
      file: 'src/transitions/with-holders.ts',
      tests: ['transitions/with-holder'],
      cuts: [
        {
          id: 'holders-read-again',
          guard: 'the same for requests that travel together',
          find: 'else if (end.reply !== CHANGED) ends',
          replace: 'else ends',
        },
      ],
    },
    {
      file: 'src/transitions/with-holder.ts',
      tests: ['transitions/with-holder'],
      cuts: [
        {
          id: 'holder-read-again',
          guard: 'where the holder changed between reading and writing, it is read again',
          find: "if (fields[0] !== 'changed')",
          replace: 'if (fields.length > 0)',
        },
      ],
    },
  ],
};

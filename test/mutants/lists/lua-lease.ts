/** Mutants of what a lease is: its number, its record, and all that must not outlive it. */

import type { CutList } from '../mutant.ts';

export const leaseCuts: CutList = {
  area: 'lua-lease',
  files: [
    {
      file: 'src/transitions/includes/lease.lua',
      tests: ['transitions/checkout'],
      cuts: [
        {
          id: 'current-fence',
          guard: 'a lease is current under its own fence only',
          find: "return record.status == 'processing' and record.fence == fence",
          replace: "return record.status == 'processing'",
          tests: ['transitions/checkin', 'transitions/repair'],
        },
        {
          id: 'current-processing',
          guard: 'a lease that has ended is not current, though its fence stays',
          find: "return record.status == 'processing' and record.fence == fence",
          replace: 'return record.fence == fence',
          tests: ['transitions/checkin', 'transitions/repair'],
        },
        {
          id: 'grant-forgets',
          guard: 'nothing of an earlier lease’s end survives a grant',
          find: "redis.call('HDEL', key.issue, unpack(OUTCOME_FIELDS))",
        },
        {
          id: 'grant-deadline',
          guard: 'a lease has a deadline from the step on in which it is given',
          find: "redis.call('ZADD', key.leases, expires_at, issue)",
        },
        {
          id: 'grant-holding',
          guard: 'an issue is among those that its holder holds',
          find: "redis.call('SADD', key.process_issues, issue)",
        },
        {
          id: 'grant-alone',
          guard: 'the holder of an issue that must run alone is marked',
          find: "if record.runAlone == '1' then redis.call('HSET', key.process, 'aloneWith', issue) end",
          tests: ['transitions/checkout-cooling'],
        },
        {
          id: 'end-holder',
          guard: 'nothing that names the holder outlives its lease',
          find: "redis.call('HDEL', key.issue, unpack(HOLDER_FIELDS))",
          tests: ['transitions/checkin'],
        },
        {
          id: 'end-deadline',
          guard: 'no deadline outlives its lease',
          find: "redis.call('ZREM', key.leases, issue)",
          tests: ['transitions/checkin'],
        },
        {
          id: 'end-holding',
          guard: 'an issue that was handed back is not among those that its holder holds',
          find: "redis.call('SREM', key.process_issues, issue)",
          tests: ['transitions/checkin'],
        },
        {
          id: 'end-checkpoint',
          guard: 'no checkpoint outlives its lease',
          find: "redis.call('HDEL', key.checkpoints, issue)",
          tests: ['transitions/heartbeat', 'transitions/checkout', 'transitions/repair'],
        },
        {
          id: 'end-alone',
          guard: 'a process is alone with an issue only while it holds it',
          find: "if redis.call('HGET', key.process, 'aloneWith') == issue then redis.call('HDEL', key.process, 'aloneWith') end",
          tests: ['transitions/checkout-cooling'],
        },
        {
          id: 'end-alone-of-issue',
          guard: 'handing back another issue does not end the time alone',
          find: "if redis.call('HGET', key.process, 'aloneWith') == issue then",
          replace: 'if true then',
          tests: ['transitions/checkout-cooling'],
        },
        {
          id: 'end-checkpoint-fence',
          guard: 'the next holder is told the checkpoint of that very lease, of no other',
          find: "'^' .. record.fence .. ' (.*)$'",
          replace: "'^%d+ (.*)$'",
        },
        {
          id: 'undo-grant',
          guard: 'a lease that is taken back leaves nothing of its grant',
          find: "redis.call('HDEL', key.issue, unpack(GRANT_FIELDS))",
          tests: ['transitions/abandon'],
        },
      ],
    },
    {
      file: 'src/transitions/includes/fence.lua',
      tests: ['transitions/fence'],
      cuts: [
        {
          id: 'fence-length',
          guard: 'fences are compared as numbers though they are text',
          find: 'if #a ~= #b then return #a > #b end',
          tests: ['transitions/fence', 'transitions/restore', 'transitions/checkin'],
        },
        {
          id: 'fence-rises',
          guard: 'a fence lies above every earlier one, whatever the clock says',
          find: 'math.max(number + 1, now_us)',
          replace: 'now_us',
        },
        {
          id: 'fence-exact',
          guard: 'no fence is drawn that Lua can’t tell from its neighbours',
          find: 'if number >= HIGHEST_FENCE then',
          replace: 'if false then',
        },
        {
          id: 'fence-future',
          guard: 'a fence from the future restores nothing',
          find: ' and not is_higher_fence(fence, int_text(time.us + CLOCK_ERROR_US))',
          tests: ['transitions/restore', 'transitions/heartbeat'],
        },
        {
          id: 'grant-fence-kept',
          guard: 'the highest fence stays the highest when an older one is restored',
          find: 'is_higher_fence(fence, new_fence) and fence or new_fence',
          replace: 'fence',
          tests: ['transitions/restore'],
        },
      ],
    },
    {
      file: 'src/transitions/includes/numbers.lua',
      tests: ['transitions/fence'],
      cuts: [
        {
          id: 'number-text',
          guard: 'no number is written in exponent form',
          find: "string.format('%.0f', number)",
          replace: 'tostring(number)',
        },
      ],
    },
    {
      file: 'src/transitions/release.lua',
      tests: ['transitions/release'],
      cuts: [
        {
          id: 'release-not-held',
          guard: 'only an issue that is held is released',
          find: "if record.status ~= 'processing' then return { 'not-held' } end",
        },
        {
          id: 'release-holder',
          guard: 'a release declares the keys of the holder that there is',
          find: "if record.processId ~= arg.holder then return { 'changed' } end",
          tests: ['transitions/with-holder'],
        },
        {
          id: 'release-fence',
          guard: 'a release of one lease does not end another',
          find: "if arg.fence_seen ~= '' and record.fence ~= arg.fence_seen then return { 'not-held' } end",
        },
      ],
    },
  ],
};

/** Mutants of the grant: checkout, claim, and why a workable issue is not granted just now. */

import type { CutList } from '../mutant.ts';

export const checkoutCuts: CutList = {
  area: 'lua-checkout',
  files: [
    {
      file: 'src/transitions/checkout.lua',
      tests: ['transitions/checkout'],
      cuts: [
        {
          id: 'checkout-outcome',
          guard: 'a request that has an outcome has no second effect',
          find: 'if stored then',
          replace: 'if false then',
        },
        {
          id: 'checkout-deadline',
          guard: 'nothing is granted after the deadline of its request',
          find: "if time.ms > deadline_ms then return refuse({ 'deadline-passed' }) end",
        },
        {
          id: 'checkout-deadline-ms',
          guard: 'the very ms of the deadline is still in time',
          find: 'if time.ms > deadline_ms then',
          replace: 'if time.ms >= deadline_ms then',
        },
        {
          id: 'checkout-ended',
          guard: 'nothing is granted to a process that has ended',
          find: "if redis.call('HGET', key.process, 'status') ~= 'alive' then return refuse({ 'process-ended' }) end",
        },
        {
          id: 'checkout-held',
          guard: 'an issue that is held is granted to nobody else',
          find: "if record.status == 'processing' then return held() end",
        },
        {
          id: 'checkout-quarantined',
          guard: 'a quarantined issue is not granted',
          find: "if record.status == 'quarantined' then return quarantined() end",
        },
        {
          id: 'checkout-completed',
          guard: 'a completed issue is granted only with reopen',
          find: "if record.status == 'completed' and arg.reopen ~= '1' then return refuse({ 'completed' }) end",
        },
        {
          id: 'checkout-cooling',
          guard: 'an issue that cools down is not granted',
          find: 'if cool_until then',
          replace: 'if false then',
          tests: ['transitions/checkout-cooling'],
        },
        {
          id: 'checkout-adopt-yours',
          guard: 'nobody adopts the lease of another process',
          find: "if is_yours and arg.adopt == '1' then",
          replace: "if arg.adopt == '1' then",
        },
        {
          id: 'checkout-adopt-asked',
          guard: 'another request of the holder gets held, unless it asks to adopt',
          find: "if is_yours and arg.adopt == '1' then",
          replace: 'if is_yours then',
        },
        {
          id: 'checkout-adopt-in-use',
          guard: 'an adopted lease is no longer its first request’s to hand back',
          find: "redis.call('HDEL', key.issue, 'requestId', 'grantedUntil')",
          tests: ['transitions/checkout', 'transitions/abandon'],
        },
      ],
    },
    {
      file: 'src/transitions/includes/cooling.lua',
      tests: ['transitions/checkout-cooling'],
      cuts: [
        {
          id: 'cooling-restart',
          guard: 'grants wait after another run of Redis',
          find: "if time.restarted_at > 0 and time.ms < restart_until then return restart_until, 'redis-restarted' end",
        },
        {
          id: 'cooling-lock-delay',
          guard: 'an issue whose holder crashed is not granted during the lock-delay',
          find: "if time.ms < cool_until and not was_set_back then return cool_until, 'lock-delay' end",
        },
        {
          id: 'cooling-set-back',
          guard: 'a lock-delay does not last for hours where the clock was set back by hours',
          find: ' and not was_set_back',
        },
        {
          id: 'cooling-run-alone',
          guard: 'an issue that has to run by itself is not granted to a process that holds another',
          find: "record.runAlone == '1' or ",
        },
        {
          id: 'cooling-alone-with',
          guard: 'a process that runs such an issue is granted no other',
          find: " or redis.call('HEXISTS', key.process, 'aloneWith') == 1",
        },
      ],
    },
    {
      file: 'src/transitions/claim-task.lua',
      tests: ['transitions/claim-task'],
      cuts: [
        {
          id: 'claim-again',
          guard: 'the same claim again gets the same lease',
          find: 'if is_ours then return granted(record.fence, record.grantedUntil, record.attempt) end',
        },
        {
          id: 'claim-waiting',
          guard: 'only a waiting task is claimed',
          find: "task[1] ~= 'waiting' or ",
        },
        { id: 'claim-run', guard: 'a ticket of an old run claims nothing', find: 'task[2] ~= arg.run or ' },
        { id: 'claim-issue', guard: 'a ticket claims the issue of its task only', find: ' or task[3] ~= arg.issue' },
        {
          id: 'claim-ended',
          guard: 'a process that has ended claims nothing',
          find: "if redis.call('HGET', key.process, 'status') ~= 'alive' then return { 'process-ended' } end",
        },
        {
          id: 'claim-held',
          guard: 'the issue of a task is not taken from its holder',
          find: "if record.status == 'processing' then return { 'held' } end",
        },
        {
          id: 'claim-quarantined',
          guard: 'the task of a quarantined issue is not claimed',
          find: "if record.status == 'quarantined' then return { 'quarantined' } end",
        },
        {
          id: 'claim-cooling',
          guard: 'the task of an issue that cools down is not claimed',
          find: "if cool_until then return { 'cooling-down', int_text(cool_until) } end",
        },
      ],
    },
  ],
};

/** Mutants of the gate of GitHub accounts: what it holds back, and what it learns from answers. */

import type { CutList } from '../mutant.ts';

export const gateCuts: CutList = {
  area: 'lua-gate',
  files: [
    {
      file: 'src/transitions/gate-take.lua',
      tests: ['transitions/gate-take', 'transitions/gate-return'],
      cuts: [
        {
          id: 'gate-pause',
          guard: 'nothing is sent while GitHub wants the account to wait',
          find: 'if paused_ms > 0 then return later(paused_ms, account.pausedBecause) end',
          tests: ['transitions/gate-return'],
        },
        {
          id: 'gate-floor',
          guard: 'the last of the hourly budget is spared',
          find: 'if reset_ms > 0 and is_budget_spent(account) then',
          replace: 'if false then',
          tests: ['transitions/gate-return'],
        },
        {
          id: 'gate-floor-under-way',
          guard: 'what is under way counts as spent',
          find: "remaining - redis.call('ZCARD', key.slots) <=",
          replace: 'remaining <=',
          tests: ['transitions/gate-return'],
        },
        {
          id: 'gate-broken',
          guard: 'what is broken is left alone',
          find: 'return broken(account) or broken(host)',
          tests: ['transitions/gate-return'],
        },
        {
          id: 'gate-probe',
          guard: 'what is broken is tried by one read at a time',
          find: "'probe', arg.slot, 'probeUntil', int_text(now_ms + SLOT_MS)",
          replace: "'probe', arg.slot",
          tests: ['transitions/gate-return'],
        },
        {
          id: 'gate-probe-reads',
          guard: 'what is broken is tried by no write',
          find: "is_probed or arg.kind == 'write' or arg.kind == 'comment'",
          replace: 'is_probed',
          tests: ['transitions/gate-return'],
        },
        {
          id: 'gate-passes',
          guard: 'few passes are under way at once',
          find: "if redis.call('ZCARD', key.passes) < MOST_PASSES then return end",
          replace: 'do return end',
        },
        {
          id: 'gate-line',
          guard: 'passes that wait come back one by one',
          find: 'ms_until(account.lineEndsAt, now_ms, LONGEST_LINE_MS) + LINE_STEP_MS',
          replace: 'LINE_STEP_MS',
        },
        {
          id: 'gate-points',
          guard: 'points of a minute are limited',
          find: 'if sum <= MOST_POINTS then return end',
          replace: 'do return end',
        },
        {
          id: 'gate-points-under-way',
          guard: 'points of a minute include what is under way',
          find: "sum = sum + POINTS[string.match(member, '^%a+')]",
        },
        {
          id: 'gate-at-once',
          guard: 'few requests are under way at once',
          find: "if redis.call('ZCARD', key.slots) >= MOST_REQUESTS then",
          replace: 'if false then',
        },
        {
          id: 'gate-turn',
          guard: 'requests go one after another',
          find: "if is_under_way(POINTS, REQUEST_TURN_MS) then return later(ASK_AGAIN_MS, 'another request is under way') end",
        },
        {
          id: 'gate-write-turn',
          guard: 'writes go one after another',
          find: "if is_under_way(WRITES, WRITE_TURN_MS) then return later(ASK_AGAIN_MS, 'another write is under way') end",
        },
        {
          id: 'gate-write-gap',
          guard: 'writes go one a second',
          find: 'local wait_ms = ms_until(account.nextWriteAt, now_ms, write_gap_ms)',
          replace: 'local wait_ms = 0',
        },
        {
          id: 'gate-comment-gap',
          guard: 'comments go one in three seconds',
          find: "if arg.kind == 'comment' then wait_ms = math.max",
          replace: 'if false then wait_ms = math.max',
        },
      ],
    },
    {
      file: 'src/transitions/gate-return.lua',
      tests: ['transitions/gate-return'],
      cuts: [
        {
          id: 'return-write-gap',
          guard: 'the second between writes counts from the answer',
          find: "redis.call('HSET', key.account, 'nextWriteAt', int_text(now_ms + gap_ms))",
          tests: ['transitions/gate-take'],
        },
        { id: 'return-shorter', guard: 'no pause is shortened', find: 'if wait_ms <= paused_ms then return end' },
        {
          id: 'return-together',
          guard: 'refusals of requests under way together are one',
          find: 'if not is_paused then in_row =',
          replace: 'if true then in_row =',
        },
        {
          id: 'return-success',
          guard: 'a success ends the doubling of pauses',
          find: "redis.call('HDEL', key.account, 'limitsInRow')",
        },
        {
          id: 'return-old-window',
          guard: 'a late answer of an older hour is not believed',
          find: 'if is_known and step_ms < -SAME_RESET_MS then return end',
        },
        {
          id: 'return-late-budget',
          guard: 'a late answer does not enlarge the budget',
          find: 'is_same and math.min(tonumber(account.remaining), tonumber(arg.remaining)) or ',
        },
        {
          id: 'return-judge',
          guard: 'answers to what was sent before close and open no breaker',
          find: 'return not record.brokenUntil or record.probe == arg.slot',
          replace: 'return true',
        },
        {
          id: 'return-failures',
          guard: 'one failure does not open the breaker of the host',
          find: 'failures >= MOST_FAILURES or host.brokenUntil',
          replace: 'true',
        },
        {
          id: 'return-in-row',
          guard: 'failures count while no answer comes between',
          find: "redis.call('HDEL', name, 'failuresInRow')",
        },
        {
          id: 'return-probe-ends',
          guard: 'a probe that told nothing gives way to another',
          find: "if redis.call('HGET', name, 'probe') == arg.slot then",
          replace: 'if false then',
        },
      ],
    },
    {
      file: 'src/transitions/includes/account.lua',
      tests: ['transitions/gate-take'],
      cuts: [
        {
          id: 'account-ahead',
          guard: 'a time from before a step back of the clock holds nothing up',
          find: ' and left_ms <= most_ms',
        },
        {
          id: 'account-dead-slots',
          guard: 'a request of a worker that died is under way for its time only',
          find: "redis.call('ZREM', key.slots, member)",
        },
        {
          id: 'account-dead-passes',
          guard: 'a pass of a worker that died is under way for its time only',
          find: "redis.call('ZREMRANGEBYSCORE', key.passes, '-inf', int_text(now_ms))",
        },
        {
          id: 'account-future-passes',
          guard: 'a pass from before a step back of the clock is under way no more',
          find: "redis.call('ZREMRANGEBYSCORE', key.passes, '(' .. int_text(now_ms + PASS_MS), '+inf')",
        },
      ],
    },
  ],
};

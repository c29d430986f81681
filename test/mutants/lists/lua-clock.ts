/** Mutants of time: ticks, and the gaps in which nobody can be called silent. */

import type { CutList } from '../mutant.ts';

export const clockCuts: CutList = {
  area: 'lua-clock',
  files: [
    {
      file: 'src/transitions/includes/clock.lua',
      tests: ['transitions/repair-gaps'],
      cuts: [
        {
          id: 'gap-restart',
          guard: 'another run of Redis is a gap',
          find: 'clock.run_id and clock.run_id ~= run_id and clock.run_id ~= arg.ended_run_id',
          replace: 'false',
        },
        {
          id: 'gap-restart-ended',
          guard: 'after a run that ended in order nothing was lost',
          find: ' and clock.run_id ~= arg.ended_run_id',
          tests: ['transitions/tick'],
        },
        {
          id: 'gap-loss',
          guard: 'the loss of all that Redis knew is noticed',
          find: "arg.known_clock ~= '' and arg.known_clock ~= clock.id and not clock.restarted_at",
          replace: 'false',
          tests: ['transitions/tick'],
        },
        {
          id: 'gap-loss-once',
          guard: 'a loss is noted once, however many notice it',
          find: ' and not clock.restarted_at',
          tests: ['transitions/tick'],
        },
        {
          id: 'gap-clock',
          guard: 'a step back of the clock is a gap',
          find: "if now_ms < last then return { start = now_ms, stop = now_ms, kind = 'clock' } end",
        },
        {
          id: 'gap-silence',
          guard: 'a silence of Redis is a gap',
          find: "if now_ms - last > SHORTEST_GAP_MS then return { start = last, stop = now_ms, kind = 'silence' } end",
        },
        {
          id: 'gap-silence-share',
          guard: 'a silence is nothing to leases that live three times as long',
          find: "if gap.kind == 'silence' and (gap.stop - gap.start) * 3 <= ttl_ms then return 0 end",
        },
        {
          id: 'gap-before',
          guard: 'a lease that ran out before a gap is not shielded by it',
          find: 'deadline_ms >= gap.start and ',
        },
        {
          id: 'gap-brake-beats',
          guard: 'a brake shields, and excuses, only holders with heartbeats',
          find: "return is_beat or gap.kind ~= 'brake'",
          replace: 'return true',
          tests: ['transitions/list-expired'],
        },
        {
          id: 'gap-end',
          guard: 'a gap shields until one TTL after its end',
          find: 'return gap.stop + ttl_ms',
          replace: 'return gap.stop',
        },
        {
          id: 'gap-restart-set-back',
          guard: 'nobody waits longer for a restart because the clock was set back',
          find: 'if clock.restarted_at then clock.restarted_at = clock.restarted_at - step_ms end',
          tests: ['transitions/checkout-cooling', 'transitions/tick'],
        },
        {
          id: 'set-back-deadlines',
          guard: 'deadlines step back with the clock',
          find: "redis.call('ZINCRBY', key.leases, -step_ms, lease)",
          tests: ['transitions/tick', 'transitions/repair-gaps'],
        },
        {
          id: 'set-back-gaps',
          guard: 'gaps step back with the clock',
          find: 'for _, gap in ipairs(clock.gaps) do gap.start, gap.stop = gap.start - step_ms, gap.stop - step_ms end',
          tests: ['transitions/tick', 'transitions/repair-gaps'],
        },
        {
          id: 'set-back-brake',
          guard: 'the last brake steps back with the clock',
          find: "if redis.call('HEXISTS', key.clock, 'brakedAt') == 1 then redis.call('HINCRBY', key.clock, 'brakedAt', -step_ms) end",
          tests: ['transitions/list-expired', 'transitions/tick'],
        },
        {
          id: 'tick-noted',
          guard: 'each transition notes that Redis answered',
          find: "'tick', int_text(now_ms), 'runId', run_id)",
          replace: "'runId', run_id)",
          tests: ['transitions/tick'],
        },
      ],
    },
    {
      file: 'src/transitions/tick.ts',
      tests: ['transitions/tick'],
      cuts: [
        {
          id: 'tick-remembers',
          guard: 'a worker remembers the clock that it saw',
          find: 'store.clockId = fieldAt(fields, 1);',
        },
      ],
    },
    {
      file: 'src/transitions/list-expired.lua',
      tests: ['transitions/list-expired'],
      cuts: [
        {
          id: 'brake',
          guard: 'where most leases run out at once there is a gap',
          find: 'if is_mass and not is_braked then note_brake() end',
        },
        { id: 'brake-once', guard: 'one episode brakes once', find: ' and not is_braked' },
        {
          id: 'brake-never-twice',
          guard: 'no lease is shielded by two brakes',
          find: 'math.max(oldest, last + 1)',
          replace: 'oldest',
        },
        {
          id: 'brake-anew',
          guard: 'a later episode brakes anew',
          find: "if not is_mass and is_braked then redis.call('HDEL', key.clock, 'braked') end",
        },
        { id: 'brake-above', guard: 'five leases at once are no mass', find: 'expired > BRAKE_ABOVE and ' },
        { id: 'brake-half', guard: 'half of all is no mass', find: ' and expired * 2 > all' },
      ],
    },
  ],
};

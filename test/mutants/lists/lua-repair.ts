/** Mutants of repair: who is called dead, when, and what a death counts for. */

import type { CutList } from '../mutant.ts';

export const repairCuts: CutList = {
  area: 'lua-repair',
  files: [
    {
      file: 'src/transitions/repair.lua',
      tests: ['transitions/repair'],
      cuts: [
        {
          id: 'repair-fence',
          guard: 'only the lease that was seen is repaired',
          find: 'not is_current(record, arg.fence_seen) or ',
          replace: "record.status ~= 'processing' or ",
        },
        {
          id: 'repair-holder',
          guard: 'only a lease of the holder that was seen is repaired',
          find: ' or record.processId ~= arg.holder',
        },
        {
          id: 'repair-deadline',
          guard: 'a lease that was renewed since it was seen is left alone',
          find: "if int_text(deadline_ms) ~= arg.deadline_seen then return { 'alive', '0' } end",
        },
        {
          id: 'repair-due',
          guard: 'a lease that is not over is left alone, unless its holder was seen dead',
          find: 'if alone_until > 0 then',
          replace: 'if false then',
          tests: ['transitions/repair-grace'],
        },
        {
          id: 'repair-dead-at-once',
          guard: 'where the pid was seen gone nobody waits for the deadline',
          find: "if arg.cause == 'dead' then return 0 end",
        },
        {
          id: 'repair-hung-grace',
          guard: 'a holder that is silent though its pid lives gets the hung grace',
          find: 'process.is_unresponsive and arg.hung_grace_ms or arg.probe_grace_ms',
          replace: 'arg.probe_grace_ms',
          tests: ['transitions/repair-grace'],
        },
        {
          id: 'repair-probe-grace',
          guard: 'the prober of a holder’s machine gets time to say what it sees',
          find: 'process.is_unresponsive and arg.hung_grace_ms or arg.probe_grace_ms',
          replace: 'process.is_unresponsive and arg.hung_grace_ms or 0',
          tests: ['transitions/repair-grace'],
        },
        {
          id: 'repair-no-grace',
          guard: 'a holder that nobody can probe gets no grace',
          find: 'if not process.is_probed then return deadline_ms end',
          tests: ['transitions/repair-grace'],
        },
        {
          id: 'repair-gap',
          guard: 'a lease that ran out in a gap is left alone for one TTL',
          find: 'shielded_until(time, deadline_ms, ttl_ms, process.is_beat)',
          replace: '0',
          tests: ['transitions/repair-gaps'],
        },
        {
          id: 'repair-dropped',
          guard: 'a lease whose holder beats on for others is no death',
          find: "arg.cause == 'dead' or not process.is_beating",
          replace: 'true',
        },
        {
          id: 'repair-gap-uncounted',
          guard: 'a death in the shadow of a gap does not count',
          find: 'is_death and not is_in_gap(time, ttl_ms, process.is_beat)',
          replace: 'is_death',
          tests: ['transitions/repair-gaps'],
        },
        {
          id: 'repair-dropped-uncounted',
          guard: 'a dropped lease counts as no crash',
          find: 'is_death and not is_in_gap(time, ttl_ms, process.is_beat)',
          replace: 'not is_in_gap(time, ttl_ms, process.is_beat)',
        },
        {
          id: 'repair-window',
          guard: 'a death that lies longer ago than the window does not count',
          find: 'if tonumber(at) > time.ms - tonumber(arg.orphaning_window_ms) then',
          replace: 'if true then',
          tests: ['transitions/repair-blame'],
        },
        {
          id: 'repair-threshold',
          guard: 'the third death quarantines, not the fourth',
          find: '#orphanings >= tonumber(arg.max_orphanings)',
          replace: '#orphanings > tonumber(arg.max_orphanings)',
          tests: ['transitions/repair-blame'],
        },
        {
          id: 'repair-quarantine-counted',
          guard: 'a death that does not count quarantines nothing',
          find: 'is_counted and #orphanings >= tonumber(arg.max_orphanings)',
          replace: '#orphanings >= tonumber(arg.max_orphanings)',
          tests: ['transitions/repair-gaps', 'transitions/repair-blame'],
        },
        {
          id: 'repair-shared-death',
          guard: 'an issue is not quarantined for a death that it shared',
          find: 'is_over and process.held_at_death == 1',
          replace: 'is_over',
          tests: ['transitions/repair-blame'],
        },
        {
          id: 'repair-run-alone',
          guard: 'an issue that shared a death too many must run by itself',
          find: "if is_over and not is_blamed then fields.runAlone = '1' end",
          tests: ['transitions/repair-blame'],
        },
        {
          id: 'repair-held-at-death',
          guard: 'how many issues shared a death is known at the repair of the last of them, too',
          find: "redis.call('HSET', key.process, 'heldAtDeath', int_text(process.held_at_death))",
          tests: ['transitions/repair-blame'],
        },
        {
          id: 'repair-lock-delay',
          guard: 'after a crash nobody saw the issue is not granted at once',
          find: 'if is_delayed then',
          replace: 'if false then',
          tests: ['transitions/repair', 'transitions/checkout-cooling'],
        },
        {
          id: 'repair-lock-delay-run',
          guard: 'a death of mirin run delays the next grant, though its pid was seen gone',
          find: ' or process.is_run)',
          replace: ')',
        },
        {
          id: 'repair-lock-delay-dead',
          guard: 'where the pid was seen gone nobody waits for the lock-delay',
          find: "is_death and (arg.cause ~= 'dead' or process.is_run)",
          replace: 'is_death',
        },
        {
          id: 'repair-bury',
          guard: 'a holder whose lease ran out is dead from then on',
          find: 'if is_death then bury_holder() end',
        },
        {
          id: 'repair-bury-ttl',
          guard: 'a holder without heartbeats ends only with its last lease',
          find: 'if process.is_beat or not process.holds_more then',
          replace: 'if true then',
          tests: ['transitions/repair-grace'],
        },
        {
          id: 'repair-off-machine',
          guard: 'a dead process leaves the list of its machine with its last issue',
          find: "if not process.holds_more then redis.call('SREM', key.machine, arg.holder) end",
          tests: ['transitions/repair-blame'],
        },
        {
          id: 'repair-task',
          guard: 'a repaired issue is worked on again: its task is wanted in the same step',
          find: 'else run = want_task(key, arg.task_id, arg.issue, record, time.text) end',
          replace: 'end',
        },
        {
          id: 'repair-task-over',
          guard: 'the task of an issue that is quarantined is over',
          find: 'if is_blamed then finish_task(key, arg.task_id) else',
          replace: 'if not is_blamed then',
          tests: ['transitions/repair-blame'],
        },
      ],
    },
  ],
};

/** Mutants of the heartbeat, and of the way back after Redis lost a lease. */

import type { CutList } from '../mutant.ts';

export const heartbeatCuts: CutList = {
  area: 'lua-heartbeat',
  files: [
    {
      file: 'src/transitions/heartbeat.lua',
      tests: ['transitions/heartbeat'],
      cuts: [
        {
          id: 'beat-unknown',
          guard: 'a process that Redis has forgotten is told so',
          find: "if not status then return { 'unknown' } end",
        },
        {
          id: 'beat-ended',
          guard: 'a process that is dead renews nothing',
          find: "if status ~= 'alive' then return { 'ended' } end",
        },
        {
          id: 'beat-held',
          guard: 'nothing is renewed that is not held',
          find: "record[1] == (is_lock(name) and 'held' or 'processing')",
          replace: 'true',
        },
        { id: 'beat-fence', guard: 'a beat under an old fence renews nothing', find: ' and record[2] == fence' },
        {
          id: 'beat-process',
          guard: 'a beat renews the leases of its own process only',
          find: ' and record[3] == arg.process_id',
        },
        {
          id: 'beat-ttl',
          guard: 'a changed TTL counts from the next beat on',
          find: "if lease_ttl_ms ~= arg.ttl_ms then redis.call('HSET', lease_key, 'leaseTtlMs', arg.ttl_ms) end",
        },
        {
          id: 'beat-behind',
          guard: 'a holder is told that Redis lost its lease',
          find: "not is_held and is_known and is_ahead(fence, record[2], time) and 'behind' or 'lost'",
          replace: "'lost'",
        },
        {
          id: 'beat-behind-free',
          guard: 'behind is said of no issue that somebody holds',
          find: 'not is_held and is_known and is_ahead',
          replace: 'is_ahead',
        },
        {
          id: 'beat-unlisted',
          guard: 'a holder is told what it holds without naming it',
          find: "if redis.call('SCARD', key.process_issues) ~= renewed_issues then held = redis.call('SMEMBERS', key.process_issues) end",
        },
      ],
    },
    {
      file: 'src/transitions/restore.lua',
      tests: ['transitions/restore'],
      cuts: [
        {
          id: 'restore-held',
          guard: 'nothing is restored that somebody holds',
          find: "record.status == 'processing' or ",
        },
        { id: 'restore-ended', guard: 'a process that has ended restores nothing', find: ' or is_ended' },
        {
          id: 'restore-ahead',
          guard: 'only a fence above the stored one restores its lease',
          find: ' or not is_ahead(arg.fence_seen, record.fence, time)',
        },
        {
          id: 'restore-again',
          guard: 'a lease that was restored is so again',
          find: 'if is_current(record, arg.fence_seen) and record.processId == arg.process_id then',
          replace: 'if false then',
        },
      ],
    },
  ],
};

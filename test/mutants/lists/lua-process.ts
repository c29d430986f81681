/** Mutants of the life of a process, and of what an operator may do with an issue. */

import type { CutList } from '../mutant.ts';

export const processCuts: CutList = {
  area: 'lua-process',
  files: [
    {
      file: 'src/transitions/includes/process.lua',
      tests: ['transitions/repair-blame'],
      cuts: [
        {
          id: 'process-stays-listed',
          guard: 'a dead process stays on the list of its machine until its last issue is repaired',
          find: "if redis.call('SCARD', key.process_issues) < 2 then",
          replace: 'if true then',
        },
      ],
    },
    {
      file: 'src/transitions/end-process.lua',
      tests: ['transitions/end-process'],
      cuts: [
        {
          id: 'end-process-final',
          guard: 'the first end of a process stays',
          find: "if status ~= 'alive' then",
          replace: 'if false then',
        },
        {
          id: 'end-process-holds',
          guard: 'a process that holds issues does not end',
          find: "if held > 0 then return { 'holds', int_text(held) } end",
        },
      ],
    },
    {
      file: 'src/transitions/register-process.lua',
      tests: ['transitions/register-process'],
      cuts: [
        {
          id: 'register-ended',
          guard: 'dead is final for a process id',
          find: "if status and status ~= 'alive' then return { 'ended' } end",
        },
        {
          id: 'register-machine',
          guard: 'a process of an unknown machine is probed by nobody',
          find: "if arg.machine_id ~= '' then",
          replace: 'if true then',
        },
        {
          id: 'register-beat',
          guard: 'a process without heartbeats is probed by nobody',
          find: "if arg.liveness == 'beat' then",
          replace: 'if true then',
        },
      ],
    },
    {
      file: 'src/transitions/forget-process.lua',
      tests: ['transitions/forget-process'],
      cuts: [
        { id: 'forget-alive', guard: 'a living process is not forgotten', find: 'is_alive or ' },
        { id: 'forget-seen', guard: 'a process that was seen meanwhile is not forgotten', find: ' or is_seen' },
        {
          id: 'forget-holds',
          guard: 'a process that holds issues is not forgotten',
          find: "redis.call('SCARD', key.process_issues) + redis.call('SCARD', key.process_locks)",
          replace: "redis.call('SCARD', key.process_locks)",
        },
      ],
    },
    {
      file: 'src/transitions/note-unresponsive.lua',
      tests: ['transitions/note-unresponsive'],
      cuts: [
        {
          id: 'unresponsive-beating',
          guard: 'a process that beats on time is not reported',
          find: 'is_beating or',
        },
        {
          id: 'unresponsive-ahead',
          guard: 'a beat from before a step back of the clock proves nothing',
          find: 'seen_ms <= time.ms and',
        },
        {
          id: 'unresponsive-gap',
          guard: 'nobody is reported as silent in the shadow of a gap',
          find: " or is_in_gap(time, ttl_ms, process[4] == 'beat')",
        },
        {
          id: 'unresponsive-once',
          guard: 'the grace of a hung process begins once, at the first report',
          find: "if redis.call('HSETNX', key.process, 'unresponsiveAt', time.text) == 0 then return { 'known' } end",
          replace: "redis.call('HSET', key.process, 'unresponsiveAt', time.text)",
        },
      ],
    },
    {
      file: 'src/transitions/quarantine-release.lua',
      tests: ['transitions/quarantine-release'],
      cuts: [
        {
          id: 'quarantine-release',
          guard: 'only a quarantined issue is freed from it',
          find: "if record.status ~= 'quarantined' then return { 'not-quarantined', record.status or '' } end",
        },
      ],
    },
    {
      file: 'src/transitions/reset.lua',
      tests: ['transitions/reset'],
      cuts: [
        {
          id: 'reset-held',
          guard: 'an issue that somebody holds is not reset',
          find: "if record.status == 'processing' then return { 'held', record.processId } end",
        },
      ],
    },
  ],
};

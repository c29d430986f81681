/** Mutants of the import and of `mirin verify`: nothing is taken over twice, no wrong index stays unseen. */

import type { CutList } from '../mutant.ts';

export const verifyCuts: CutList = {
  area: 'lua-verify',
  files: [
    {
      file: 'src/transitions/import-issue.lua',
      tests: ['transitions/import-issue'],
      cuts: [
        {
          id: 'import-other-record',
          guard: 'another record of an imported issue is a conflict',
          find: 'if hash_before and hash_before ~= arg.source_hash and not is_hint then',
          replace: 'if false then',
        },
        {
          id: 'import-moved',
          guard: 'an issue that Mirin moved since its import is left alone',
          find: 'if is_moved then',
          replace: 'if false then',
        },
        {
          id: 'import-again',
          guard: 'the same record again changes nothing',
          find: "if hash_before and not is_hint then return { 'unchanged' } end",
        },
        {
          id: 'import-known',
          guard: 'an issue that Mirin knows already is left alone',
          find: "if record.status and not is_hint then return conflict('Mirin knows it already, as ' .. record.status) end",
        },
        {
          id: 'import-hint-moved',
          guard: 'what labels told of gives way to a record only while nobody has moved it',
          find: " and arg.source_hash ~= '0' and not is_moved",
          replace: " and arg.source_hash ~= '0'",
        },
        {
          id: 'import-hint-holder',
          guard: 'the holder that a label told of goes with the hint',
          find: 'if is_hint then forget_hint() end',
        },
        {
          id: 'import-restart',
          guard: 'what labels tell of waits for holders that bring their leases back',
          find: "if restart_wait_ms > 0 and time.restarted_at > 0 and time.ms < restart_until then return { 'cooling-down', int_text(restart_until) } end",
        },
      ],
    },
    {
      file: 'src/transitions/reindex-issue.lua',
      tests: ['transitions/reindex-issue'],
      cuts: [
        {
          id: 'verify-holder',
          guard: 'an issue whose holder changed is looked at again',
          find: "if holder ~= arg.holder then return { 'changed' } end",
          tests: ['transitions/with-holder'],
        },
        {
          id: 'verify-status',
          guard: 'the index of each status is compared',
          find: "expect_in_zset(record.status == status, status_index(key, status), 'issues:' .. status, arg.issue, updated, true)",
        },
        {
          id: 'verify-processing',
          guard: 'processing_issues is compared',
          find: "expect_in_set(is_held, key.processing_issues, 'processing_issues', arg.issue)",
        },
        {
          id: 'verify-leases',
          guard: 'leases is compared',
          find: "expect_in_zset(is_held, key.leases, 'leases', arg.issue, int_text(time.ms + ttl_ms))",
        },
        {
          id: 'verify-holding',
          guard: 'what a process holds is compared',
          find: "if is_held then expect_in_set(true, key.process_issues, 'process:' .. holder .. ':issues', arg.issue) end",
        },
        {
          id: 'verify-dirty',
          guard: 'the dirty mark is compared',
          find: 'if record.version ~= record.labelVersion then',
          replace: 'if false then',
        },
      ],
    },
    {
      file: 'src/transitions/includes/index-check.lua',
      tests: ['transitions/reindex-issue', 'verify/verify-indexes'],
      cuts: [
        {
          id: 'verify-wrong',
          guard: 'an entry that a set has wrongly is a fault',
          find: "if is_there and not is_wanted then note_fault(name, 'has it wrongly', { 'SREM', index, member }) end",
        },
        {
          id: 'verify-time',
          guard: 'an entry at another time is a fault',
          find: "if is_wanted and found and is_exact and found ~= score then note_fault(name, 'has it at another time', put) end",
        },
        {
          id: 'verify-mends-when-asked',
          guard: 'nothing is mended unless that is asked for',
          find: "if arg.mend == '1' then",
          replace: 'if true then',
        },
      ],
    },
    {
      file: 'src/transitions/reindex-holdings.lua',
      tests: ['transitions/reindex-holdings'],
      cuts: [
        {
          id: 'verify-handed-back',
          guard: 'what was handed back since it was seen is no fault',
          find: " and redis.call('SISMEMBER', key.process_issues, issue) == 1",
        },
      ],
    },
    {
      file: 'src/transitions/reindex-process.lua',
      tests: ['verify/verify-indexes'],
      cuts: [
        {
          id: 'verify-processes',
          guard: 'processes is compared',
          find: "expect_in_zset(process[1] ~= false, key.processes, 'processes', arg.process_id, process[2] or '0', true)",
        },
        {
          id: 'verify-machine',
          guard: 'the list of each machine is compared',
          find: "expect_in_set(is_there and is_looked_after, key.machine, 'machine:' .. arg.machine_id, arg.process_id)",
        },
      ],
    },
    {
      file: 'src/transitions/reindex-task.lua',
      tests: ['verify/verify-indexes'],
      cuts: [
        {
          id: 'verify-wanted',
          guard: 'tasks:wanted is compared',
          find: "expect_in_zset(state == 'waiting', key.tasks_wanted, 'tasks:wanted', arg.task_id, time.text)",
        },
        {
          id: 'verify-running',
          guard: 'running_tasks is compared',
          find: "expect_in_set(state == 'running', key.running_tasks, 'running_tasks', arg.task_id)",
        },
      ],
    },
    {
      file: 'src/verify/find-records.ts',
      tests: ['verify/verify-indexes'],
      cuts: [
        {
          id: 'find-strays',
          guard: 'an index entry that is no issue is told',
          find: 'else found.strays.push({ ...index, member });',
        },
        {
          id: 'find-lost',
          guard: 'an index entry without a record is found',
          find: 'for await (const issue of issuesIn(store, index, found)) found.issues.add(issue);',
        },
      ],
    },
    {
      file: 'src/verify/record-checks.ts',
      tests: ['verify/verify-indexes'],
      cuts: [
        {
          id: 'check-stray-asked',
          guard: 'a stray entry is taken out only when that is asked for',
          find: 'if (mend) await',
          replace: 'await',
        },
      ],
    },
  ],
};

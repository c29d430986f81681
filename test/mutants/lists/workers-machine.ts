/** Mutants of the prober and of what it can know of a pid, of the ticker, and of a worker’s end. */

import type { CutList } from '../mutant.ts';

export const machineCuts: CutList = {
  area: 'workers-machine',
  files: [
    {
      file: 'workers/prober.ts',
      tests: ['workers/prober'],
      cuts: [
        {
          id: 'prober-gone',
          guard: 'a process whose pid is gone is an orphan at once',
          find: "if (probe.state === 'gone') return bury(site, processId, machine, context);",
          tests: ['workers/deaths'],
        },
        {
          id: 'prober-unknown',
          guard: 'a process of which nothing can be seen is not called dead',
          find: "if (probe.state === 'gone') return",
          replace: "if (probe.state !== 'alive') return",
        },
        {
          id: 'prober-silent',
          guard: 'a silent process whose pid lives is reported',
          find: "if (probe.state === 'alive') return reportSilence(site, processId, Number(lastSeen) + Number(ttlMs), context);",
          tests: ['workers/deaths'],
        },

        {
          id: 'prober-ends',
          guard: 'a dead process that holds nothing is over',
          find: "const ended = await endProcess(site.store, { processId, machineId }, 'dead');",
          replace: 'const ended = { outcome: "holds" };',
        },
      ],
    },
    {
      file: 'src/machine/pid-probe.ts',
      tests: ['machine/pid-probe'],
      cuts: [
        {
          id: 'probe-start',
          guard: 'a pid that was given to another process is gone',
          find: 'if (look.startTime !== recorded.startTime)',
          replace: 'if (false)',
        },
        { id: 'probe-zombie', guard: 'a zombie is dead', find: "if (look.life === 'ended')", replace: 'if (false)' },
        {
          id: 'probe-eperm',
          guard: 'a process that must not be signalled is alive',
          find: "return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');",
          replace: 'return false;',
        },
        {
          id: 'probe-no-start',
          guard: 'a process whose start was never recorded is not judged',
          find: "if (recorded.startTime === '') return { state: 'unknown' };",
        },
        {
          id: 'probe-hidden',
          guard: 'a process that is hidden is not called dead',
          find: "pidExists(recorded.pid) ? { state: 'unknown' } : ",
          replace: '',
        },
      ],
    },
    {
      file: 'src/machine/process-look.ts',
      tests: ['machine/pid-probe'],
      cuts: [
        {
          id: 'probe-proc',
          guard: 'nobody is judged by the /proc of another pid namespace',
          find: 'if (!isOwn && !(await procShowsOwnPids())) return undefined;',
        },
      ],
    },
    {
      file: 'src/machine/process-stat.ts',
      tests: ['machine/process-stat'],
      cuts: [
        {
          id: 'stat-name',
          guard: 'a command’s name with brackets does not shift what is read',
          find: "line.lastIndexOf(')')",
          replace: "line.indexOf(')')",
        },
      ],
    },
    {
      file: 'src/machine/identity.ts',
      tests: ['machine/identity'],
      cuts: [
        {
          id: 'machine-namespace',
          guard: 'pids of another pid namespace are another machine’s',
          find: '`${bootId}-${pidNamespace.ino}`',
          replace: 'bootId',
        },
      ],
    },
    {
      file: 'workers/ticker.ts',
      tests: ['workers/ticker'],
      cuts: [
        {
          id: 'ticker',
          guard: 'a worker ticks each second, so that silence can be told from death',
          find: 'await tick(site.store)',
          replace: '{ atMs: 0 }',
        },
      ],
    },
    {
      file: 'workers/queue-workers.ts',
      tests: ['races/lost-workers'],
      cuts: [
        {
          id: 'stalls',
          guard: 'no number of killed workers fails a request without an outcome',
          find: 'maxStalledCount: MAX_STALLS',
          replace: 'maxStalledCount: 0',
        },
        {
          id: 'worker-cancel',
          guard: 'a worker that stops does not wait for ever for a job',
          find: "signal?.addEventListener('abort', () => resolve(), { once: true });",
          tests: ['workers/drain'],
        },
      ],
    },
    {
      file: 'workers/start-workers.ts',
      tests: ['cli/mirin-up'],
      cuts: [
        {
          id: 'ended-run',
          guard: 'after a run of Redis that ended in order nobody waits',
          find: 'await noteEndedRun(context, endedRunId);',
          tests: ['workers/ended-run'],
        },
      ],
    },
    {
      file: 'src/enqueue/drain-worker.ts',
      tests: ['workers/drain'],
      cuts: [
        {
          id: 'drain-without-redis',
          guard: 'a worker ends in its time also without Redis',
          find: 'if (!(await answers(connection))) return worker.close(true);',
        },
        {
          id: 'drain-limit',
          guard: 'a worker ends in its time though a job hangs',
          find: "worker.cancelAllJobs('the worker stops')",
          replace: 'undefined',
        },
      ],
    },
    {
      file: 'src/enqueue/job-fault.ts',
      tests: ['workers/one-outcome', 'workers/hand-made-jobs'],
      cuts: [
        {
          id: 'fault-permanent',
          guard: 'a fault that no retry mends ends its job at once',
          find: 'isPermanent(fault) ? new UnrecoverableError(text) : ',
          replace: '',
        },
      ],
    },
  ],
};

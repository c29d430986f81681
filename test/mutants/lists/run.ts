/** Mutants of `mirin run`: nothing of its command outlives its lease, or mirin run itself. */

import type { CutList } from '../mutant.ts';

export const runCuts: CutList = {
  area: 'run',
  files: [
    {
      file: 'cli/run/trust.ts',
      tests: ['cli/run/trust'],
      cuts: [
        {
          id: 'run-trust-monotonic',
          guard: 'a command does not live longer because the wall clock stepped back',
          find: 'monotonicMs() >= limit.monotonicMs || ',
        },
        {
          id: 'run-trust-wall',
          guard: 'a command does not live longer because the machine slept',
          find: ' || Date.now() >= limit.wallMs',
        },
      ],
    },
    {
      file: 'cli/run/guard.ts',
      tests: ['cli/run/guard'],
      cuts: [
        {
          id: 'guard-run-gone',
          guard: 'the command ends when mirin run is gone',
          find: "supervision.end('stopped', 'mirin run is gone');",
        },
        {
          id: 'guard-outlives',
          guard: 'the guard outlives what is sent to its group',
          find: 'for (const signal of SIGNALS_TO_OUTLIVE) process.on(signal, () => undefined);',
        },
      ],
    },
    {
      file: 'cli/run/supervision.ts',
      tests: ['cli/run/guard'],
      cuts: [
        {
          id: 'supervision-trust',
          guard: 'the command ends when the trust in its lease runs out',
          find: 'if (isOver(this.#trust))',
          replace: 'if (false)',
        },
        {
          id: 'supervision-background',
          guard: 'what the command left in the background ends with it',
          find: 'await endTree(this.#tree, { graceMs: this.#order.graceMs, hurry: this.#hurry.signal })',
          replace: '[]',
          tests: ['cli/run/command-end'],
        },
      ],
    },
    {
      file: 'cli/run/process-tree.ts',
      tests: ['cli/run/guard'],
      cuts: [
        {
          id: 'tree-marked',
          guard: 'a daemon that left group and session is found',
          find: 'isMarked || [parentPid',
          replace: '[parentPid',
        },
        {
          id: 'tree-kill',
          guard: 'what ignores SIGTERM is killed',
          find: "for (const pid of pids) send(pid, 'SIGKILL');",
        },
        {
          id: 'tree-ask',
          guard: 'the command is asked to end before it is killed',
          find: 'if (!isGraceOver()) askToEnd(tree);',
        },
      ],
    },
    {
      file: 'cli/run/guarded-command.ts',
      tests: ['cli/run/guard'],
      cuts: [
        {
          id: 'guard-died',
          guard: 'the command ends though its guard was killed',
          find: 'await endTree(tree, { graceMs: this.#graceMs });',
        },
        {
          id: 'guard-late',
          guard: 'a guard that does not obey is replaced',
          find: 'this.#replaceGuardAfter(this.#graceMs + GUARD_LATE_AFTER_MS);',
        },
        {
          id: 'guard-detached',
          guard: 'the guard leads a session of its own',
          find: 'detached: true',
          replace: 'detached: false',
        },
      ],
    },
    {
      file: 'cli/run/run-id.ts',
      tests: ['cli/run/run-id'],
      cuts: [
        {
          id: 'run-id-nested',
          guard: 'a run inside a run bears the mark of both',
          find: "outer === undefined || outer === '' ? id : `${outer}.${id}`",
          replace: 'id',
        },
      ],
    },
    {
      file: 'cli/run/command-end.ts',
      tests: ['cli/run/guard'],
      cuts: [
        {
          id: 'end-not-success',
          guard: 'a command that ends well because it was told to has not succeeded',
          find: "code === 0 && cause !== 'itself'",
          replace: 'false',
        },
      ],
    },
    {
      file: 'cli/run/run-command.ts',
      tests: ['cli/mirin-run'],
      cuts: [
        {
          id: 'run-untried',
          guard: 'an issue whose command never ran goes back untried',
          find: "if (end.cause === 'not-started') return 'pending';",
        },
      ],
    },
    {
      file: 'cli/run/run-guarded.ts',
      tests: ['cli/mirin-run'],
      cuts: [
        {
          id: 'run-tells-trust',
          guard: 'the guard hears for how long the lease can be trusted',
          find: 'guarded.trustFor(held.trustedForMs)',
          replace: 'guarded.trustFor(3_600_000)',
        },
        {
          id: 'run-cancelled',
          guard: "an operator's word is passed on",
          find: 'signal.reason instanceof CancelledError ? signal.reason.message : ',
        },
      ],
    },
  ],
};

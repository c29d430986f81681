/** `mirin run`'s side of a guarded command: starts the guard, tells it of renewals, and stands in for it when it dies. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { endOf, notStarted, type CommandEnd } from './command-end.ts';
import type { GuardOrder, GuardReport, StartOrder } from './guard-messages.ts';
import { endTree } from './process-tree.ts';
import { newRunId } from './run-id.ts';
import { trustFor } from './trust.ts';

const GUARD = path.join(import.meta.dirname, 'guard.js');
const DEFAULT_GRACE_MS = 2_000;
/** Time beyond the grace after which a guard that does not do what it was told is replaced. */
const GUARD_LATE_AFTER_MS = 3_000;

export interface GuardedCommandOptions {
  command: string;
  args: readonly string[];
  /** The command's whole environment; `MIRIN_RUN_ID` is added. */
  env: NodeJS.ProcessEnv;
  /** Default: the current folder. */
  cwd?: string;
  /** Time in ms for which the command may live without {@link GuardedCommand.trustFor}, counted from now. */
  trustForMs: number;
  /** Time in ms between SIGTERM and SIGKILL. Default 2,000. */
  graceMs?: number;
  /** Where the command's standard output goes; `stderr` keeps ours free for one JSON document. Default `stdout`. */
  output?: 'stdout' | 'stderr';
}

/** Starts the command under a guard; its standard input, output and error are this process's own. */
export function startGuarded(options: GuardedCommandOptions): GuardedCommand {
  const runId = newRunId(options.env);
  const { command, args, env, cwd = process.cwd(), graceMs = DEFAULT_GRACE_MS } = options;
  const outputFd = options.output === 'stderr' ? 2 : 1;
  const trust = trustFor(options.trustForMs);
  // A session of its own: see guard.ts. It closes with the channel, which no other process has open.
  const guard = spawn(process.execPath, [GUARD], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: withoutNodeSettings(env),
  });
  return new GuardedCommand(guard, { type: 'start', command, args, env, cwd, runId, graceMs, outputFd, trust });
}

/** `NODE_OPTIONS` and the like are meant for the command; in the guard they could only do harm. */
function withoutNodeSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('NODE_')));
}

/** A command under way. */
export class GuardedCommand {
  /** The command's pid as soon as it runs; undefined when it could not be started. */
  readonly started: Promise<number | undefined>;
  /** How it ended; resolves when nothing of it lives any more, background processes included. Never rejects. */
  readonly exited: Promise<CommandEnd>;
  readonly #guard: ChildProcess;
  readonly #order: StartOrder;
  #graceMs: number;
  #end: CommandEnd | undefined;
  #guardIsLate: NodeJS.Timeout | undefined;

  constructor(guard: ChildProcess, order: StartOrder) {
    this.#guard = guard;
    this.#order = order;
    this.#graceMs = order.graceMs;
    this.exited = this.#untilEnd();
    this.started = this.#untilStarted();
    this.#tell(order);
  }

  /** The pid of the guard, which leads the command's session and process group. */
  get guardPid(): number | undefined {
    return this.#guard.pid;
  }

  /** The lease was renewed: the command may live for `ms` more, counted from now. */
  trustFor(ms: number): void {
    this.#tell({ type: 'trust', until: trustFor(ms) });
  }

  /** Passes a signal on to the command and its process group. */
  signal(signal: NodeJS.Signals): void {
    this.#tell({ type: 'signal', signal });
  }

  /** Ends the command: SIGTERM to all of it, and SIGKILL after the grace. */
  stop(reason: string): void {
    this.#tell({ type: 'stop', reason });
    this.#replaceGuardAfter(this.#graceMs + GUARD_LATE_AFTER_MS);
  }

  /** Ends the command without grace. */
  kill(): void {
    this.#tell({ type: 'kill' });
    this.#replaceGuardAfter(GUARD_LATE_AFTER_MS);
  }

  #tell(order: GuardOrder): void {
    // A guard that dies meanwhile is noticed by its exit; the failed message says nothing new.
    if (this.#guard.connected) this.#guard.send(order, () => undefined);
  }

  /** A guard that was stopped (SIGSTOP) can't obey; then we end the command without it. */
  #replaceGuardAfter(ms: number): void {
    clearTimeout(this.#guardIsLate);
    this.#guardIsLate = setTimeout(() => {
      this.#graceMs = 0;
      this.#guard.kill('SIGKILL');
    }, ms);
  }

  async #untilStarted(): Promise<number | undefined> {
    const started = new Promise<number>((resolve) => {
      this.#guard.on('message', (report: GuardReport) => report.type === 'started' && resolve(report.pid));
    });
    return Promise.race([started, this.exited.then(() => undefined)]);
  }

  async #untilEnd(): Promise<CommandEnd> {
    this.#guard.on('message', (report: GuardReport) => {
      if (report.type === 'ended') this.#end = report.end;
    });
    try {
      // Reports may still be on their way when the guard has exited, but not after the channel was closed.
      await Promise.all([once(this.#guard, 'exit'), once(this.#guard, 'disconnect')]);
    } catch (error) {
      return notStarted('the guard of mirin run', this.#order.cwd, error);
    }
    clearTimeout(this.#guardIsLate);
    return this.#end ?? this.#endInsteadOfGuard();
  }

  async #endInsteadOfGuard(): Promise<CommandEnd> {
    const tree = { guardPid: this.#guard.pid ?? 0, runId: this.#order.runId.id };
    await endTree(tree, { graceMs: this.#graceMs });
    return { ...endOf('guard-died', null, 'SIGKILL'), message: 'the guard of the command was killed' };
  }
}

/** Runs one command for the guard, and ends all of it when told to or when the trust in its lease runs out. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endOf, notStarted, type CommandEnd, type EndCause } from './command-end.ts';
import type { StartOrder } from './guard-messages.ts';
import { endTree, type ProcessTree } from './process-tree.ts';
import { RUN_ID_VARIABLE } from './run-id.ts';
import { isOver, type TrustLimit } from './trust.ts';

const CHECK_TRUST_EVERY_MS = 100;
const REAP_WITHIN_MS = 1_000;

interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The life of one guarded command, seen from the guard. */
export class Supervision {
  readonly #order: StartOrder;
  readonly #tree: ProcessTree;
  readonly #endAsked = new AbortController();
  readonly #hurry = new AbortController();
  #trust: TrustLimit;
  #why: Pick<CommandEnd, 'cause' | 'message'> = { cause: 'itself' };

  constructor(order: StartOrder) {
    this.#order = order;
    this.#tree = { guardPid: process.pid, runId: order.runId.id };
    this.#trust = order.trust;
  }

  /** Runs the command until nothing of it lives any more. */
  async run(onStarted: (pid: number) => void): Promise<CommandEnd> {
    const { command, cwd } = this.#order;
    let exited: Promise<Exit>;
    try {
      const child = this.#spawn();
      exited = exitOf(child);
      await once(child, 'spawn');
      onStarted(child.pid ?? 0);
    } catch (error) {
      return notStarted(command, cwd, error);
    }
    return this.#watch(exited);
  }

  /** The lease was renewed. Trust that has run out does not come back. */
  trust(until: TrustLimit): void {
    this.#trust = until;
  }

  /** Asks the command to end, and kills it when the grace is over. The first cause is the one that is reported. */
  end(cause: EndCause, message: string): void {
    if (this.#endAsked.signal.aborted) return;
    this.#why = { cause, message };
    this.#endAsked.abort();
  }

  /** Passes a signal on to the command and its process group, as a terminal would. */
  signal(signal: NodeJS.Signals): void {
    process.kill(-process.pid, signal);
  }

  /** Kills the command now. */
  kill(): void {
    this.#hurry.abort();
    this.end('stopped', 'killed');
  }

  #spawn(): ChildProcess {
    const { command, args, cwd, env, runId, outputFd } = this.#order;
    return spawn(command, args, { cwd, env: { ...env, [RUN_ID_VARIABLE]: runId.mark }, stdio: [0, outputFd, 2] });
  }

  async #watch(exited: Promise<Exit>): Promise<CommandEnd> {
    const trustCheck = setInterval(() => this.#checkTrust(), CHECK_TRUST_EVERY_MS);
    await Promise.race([exited, aborted(this.#endAsked.signal)]);
    clearInterval(trustCheck);
    const why = this.#why;
    // Also after the command ended by itself: what it left running in the background has no lease any more.
    const alive = await endTree(this.#tree, { graceMs: this.#order.graceMs, hurry: this.#hurry.signal });
    // Even a killed child is reaped a little later; one that can't be killed never is.
    const { code, signal } = await Promise.race([exited, delay(REAP_WITHIN_MS, { code: null, signal: null })]);
    const unended = alive.length > 0 && { message: `could not end the processes ${alive.join(', ')}` };
    return { ...endOf(why.cause, code, signal), ...why, ...unended };
  }

  #checkTrust(): void {
    if (isOver(this.#trust)) this.end('trust-ran-out', 'the lease was not renewed in time');
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Ends what a test started at the latest with the test run, however that ends and even what is stopped. */

import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

let reaper: Writable | undefined;

/** Has `child` killed at the latest when this test run ends. Forgets it as soon as it has exited. */
export function endWithTestRun(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null) return;
  reaper ??= startReaper();
  reaper.write(`watch ${pid}\n`);
  child.once('exit', () => reaper?.write(`forget ${pid}\n`));
}

/** In a session of its own, so that Ctrl-C does not end the reaper before its work is done. */
function startReaper(): Writable {
  const script = path.join(import.meta.dirname, 'reaper.sh');
  const shell = spawn('sh', [script], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  shell.unref();
  // The pipe must not keep the test run alive: its closing is the signal.
  (shell.stdin as Socket).unref();
  return shell.stdin;
}

/** Starts a process that ends with this one, however this one ends: a killed test run leaves nothing behind. */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

export interface GuardedOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
}

/** Its standard input is empty; output and errors are pipes. */
export function spawnGuarded(command: string, args: readonly string[], options: GuardedOptions = {}): ChildProcess {
  return hasParentDeathSignal()
    ? spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('/bin/sh', ['-c', SHELL_GUARD, 'guard', command, ...args], {
        ...options,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });
}

/** The pipe at 3 closes when this process is gone; then the guard kills the command. */
const SHELL_GUARD = `
"$@" 3<&- & command=$!
(read -r _ <&3; kill -KILL $command) 2>/dev/null & guard=$!
wait $command; code=$?
kill $guard; exit $code`;

let isSupported: boolean | undefined;

/** `setpriv` of util-linux has the option, busybox's has not. */
function hasParentDeathSignal(): boolean {
  isSupported ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  return isSupported;
}

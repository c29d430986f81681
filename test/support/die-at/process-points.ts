/** Points around what `mirin run` and its guard do to each other and to the command; the guard is watched, too. */

import childProcess, { type ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pass } from './point.ts';

type Message = { type: string };
type Emit = (event: string | symbol, ...args: unknown[]) => boolean;
type Send = (message: Message, ...rest: unknown[]) => boolean;

const GUARD = path.join('run', 'guard.js');
/** Whether this process is the guard of a `mirin run`. */
export const isGuard = process.argv[1]?.endsWith(GUARD) === true;
/** Both bear the same environment; the steps tell who it is. */
const step = (what: string): string => (isGuard ? `guard: ${what}` : what);

/** Watches from now on; `preload` is what a guard that is started has to load first. */
export function watchProcesses(preload: string): void {
  watchSpawn(preload);
  if (!isGuard) return;
  watchChannel(process as unknown as Channel);
  watchSignals();
}

function watchSpawn(preload: string): void {
  const spawn = childProcess.spawn as (command: string, args: string[], options: object) => ChildProcess;
  const spawnWatched = (command: string, args: string[], options: object): ChildProcess => {
    const startsGuard = args[0]?.endsWith(GUARD) === true;
    const what = step(startsGuard ? 'starting the guard' : 'starting the command');
    pass('before', what);
    const child = spawn(command, startsGuard ? ['--import', preload, ...args] : args, options);
    pass('after', what);
    if (startsGuard) watchChannel(child as unknown as Channel);
    return child;
  };
  Object.assign(childProcess, { spawn: spawnWatched });
  syncBuiltinESMExports();
}

interface Channel {
  send: Send;
  emit: Emit;
}

/** Messages to the other process and from it. */
function watchChannel(channel: Channel): void {
  const { send, emit } = channel;
  channel.send = (message, ...rest) => {
    pass('before', step(`sending ${message.type}`));
    const isSent = send.call(channel, message, ...rest);
    pass('after', step(`sending ${message.type}`));
    return isSent;
  };
  channel.emit = (event, ...args) => {
    if (event !== 'message') return emit.call(channel, event, ...args);
    const what = step(`hearing ${(args[0] as Message).type}`);
    pass('before', what);
    const isHeard = emit.call(channel, event, ...args);
    setImmediate(() => pass('after', what));
    return isHeard;
  };
}

function watchSignals(): void {
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    pass('before', step(`sending ${signal}`));
    const isSent = kill(pid, signal);
    pass('after', step(`sending ${signal}`));
    return isSent;
  };
}

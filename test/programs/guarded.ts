/** Test program: stands for `mirin run`; runs the command of its first argument under a guard and tells what happens. */

import { createInterface } from 'node:readline';
import { startGuarded, type GuardedCommandOptions } from '../../cli/run/guarded-command.ts';
import { passSignalsOn } from '../../cli/run/passed-on-signals.ts';

/** Orders that a test gives on standard input. */
type Order = { trustForMs: number; thenFreeze?: true } | { stop: string } | { kill: true };

interface Options extends GuardedCommandOptions {
  /** Renews the trust before the guard has even started. */
  renewForMs?: number;
}

const say = (message: object): void => console.log(JSON.stringify(message));
const [optionsText = '{}', input] = process.argv.slice(2);
const options = JSON.parse(optionsText) as Options;

const command = startGuarded({ ...options, env: { ...process.env, ...options.env } });
const stopPassing = passSignalsOn(command);
if (options.renewForMs !== undefined) command.trustFor(options.renewForMs);
say({ event: 'guarding', guardPid: command.guardPid });
if (input !== 'input-for-command') {
  const lines = createInterface({ input: process.stdin }).on('line', (line) => obey(JSON.parse(line) as Order));
  void command.exited.then(() => lines.close());
}
const pid = await command.started;
if (pid !== undefined) say({ event: 'started', pid });
say({ event: 'ended', ...(await command.exited) });
stopPassing();

function obey(order: Order): void {
  if ('trustForMs' in order) {
    command.trustFor(order.trustForMs);
    if (order.thenFreeze) process.kill(process.pid, 'SIGSTOP');
  } else if ('stop' in order) command.stop(order.stop);
  else command.kill();
}

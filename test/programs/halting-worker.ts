/** Test program: a Mirin worker that halts when it comes to a chosen request: dead, stopped, or with a blocked event loop. */

import { readSync } from 'node:fs';
import { Redis } from 'ioredis';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { createLog } from '../../src/log/log.ts';
import { startWorkers } from '../../workers/start-workers.ts';

/** Where it halts: before the script that carries a request out leaves, or when that has answered. */
export interface Halt {
  /** End of the name of the request's key: `:request:ID`. */
  key: string;
  when: 'before' | 'after';
  /** `block`: until it is told anything on standard input. */
  how: 'SIGKILL' | 'SIGSTOP' | 'block';
}

const [flags = '{}', haltText = '{}'] = process.argv.slice(2);
const halt = JSON.parse(haltText) as Halt;
const say = (message: object): void => console.log(JSON.stringify(message));
let isOver = false;

// oxlint-disable-next-line typescript/unbound-method -- it is called with its own this
const send = Redis.prototype.sendCommand;
Redis.prototype.sendCommand = function sendCommand(command, stream): unknown {
  const isChosen = /^eval/.test(command.name) && command.args.some(isKey);
  if (isChosen && halt.when === 'before') haltOnce();
  const sent = send.call(this, command, stream);
  // A server that does not know the script yet refuses its hash; its text follows.
  if (isChosen) command.promise.then(noteAnswer, () => undefined);
  return sent;
};

const isKey = (value: unknown): boolean => typeof value === 'string' && value.endsWith(halt.key);

function noteAnswer(answer: unknown): void {
  if (halt.when === 'after') haltOnce();
  say({ event: 'carried-out', answer });
}

function haltOnce(): void {
  if (isOver) return;
  isOver = true;
  say({ event: 'halting' });
  if (halt.how === 'block') readSync(0, Buffer.alloc(64));
  else process.kill(process.pid, halt.how);
}

const { settings } = loadSettings({ flags: JSON.parse(flags) as Record<string, unknown>, env: {}, cwd: '/' });
await startWorkers(settings, settings.redisUrl ?? '', createLog({ level: 'silent' }));
say({ event: 'ready' });

/**
 * Test program: a command that scatters: a helper beside it, a daemon that left its group, session and parent, and a
 * stray that lost its parent and its environment. Each tells of itself and of each SIGTERM, and ends after a minute.
 */

import { spawn } from 'node:child_process';
import { processStartTime } from '../../src/machine/process-start.ts';

const [role = 'root', onTerm = 'obey'] = process.argv.slice(2);
const say = (message: object): void => console.log(JSON.stringify({ role, pid: process.pid, ...message }));

function bear(child: string, options: { detached?: boolean; env?: NodeJS.ProcessEnv } = {}): void {
  const [program = ''] = process.argv.slice(1);
  spawn(process.execPath, [program, child, onTerm], { stdio: 'inherit', ...options });
}

process.on('SIGTERM', () => {
  say({ event: 'term' });
  if (onTerm === 'obey') process.exit(0);
});

switch (role) {
  case 'root':
    bear('helper');
    bear('parent-of-daemon', { detached: true });
    bear('parent-of-stray');
    break;
  case 'parent-of-daemon':
    bear('daemon', { detached: true });
    process.exit();
  // oxlint-disable-next-line no-fallthrough -- process.exit() never returns
  case 'parent-of-stray':
    bear('stray', { env: {} });
    process.exit();
}

say({ event: 'member', startTime: await processStartTime() });
setTimeout(() => process.exit(), 60_000);

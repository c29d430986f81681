/** Test program: a test run that starts a child, stops it, and then waits to be killed. */

import { processStartTime } from '../../src/machine/process-start.ts';
import { startChild } from '../support/child.ts';

const child = startChild('test/programs/echo.js');
await child.next((message) => message.event === 'ready');
await child.kill('SIGSTOP');
console.log(JSON.stringify({ event: 'child', pid: child.pid, startTime: await processStartTime(child.pid) }));
process.stdin.resume();

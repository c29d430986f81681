/** Test program: probes a pid, as another user if one is given, and prints what it found. */

import { machineId } from '../../src/machine/identity.ts';
import { probePid } from '../../src/machine/pid-probe.ts';
import { processStartTime } from '../../src/machine/process-start.ts';

const [pid = '0', startTime = '', userId] = process.argv.slice(2);
if (userId !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(userId));
  process.setuid?.(Number(userId));
}
console.log(
  JSON.stringify({
    machineId: await machineId(),
    ownStartTime: await processStartTime(),
    probe: await probePid({ pid: Number(pid), startTime }),
  }),
);

/**
 * The guard of `mirin run`, a process of its own: nothing of the command outlives `mirin run` or the trust in its lease.
 *
 * It is started as the leader of a new session, and the command stays in its process group. So a signal to the group
 * of `mirin run` (Ctrl-C, `kill %1`, a CI runner that cleans up) does not hit the guard, and the number of the
 * command's group can't pass to strangers while the guard lives. A session without a controlling terminal also has no
 * background: the command reads from the terminal that it inherited without ever being stopped by SIGTTIN. The price:
 * it can't open `/dev/tty`, and Ctrl-C reaches it only because `mirin run` passes it on.
 */

import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { Supervision } from './supervision.ts';

/** What is sent to the group that the guard leads is meant for the command. */
const SIGNALS_TO_OUTLIVE = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

let supervision: Supervision | undefined;

for (const signal of SIGNALS_TO_OUTLIVE) process.on(signal, () => undefined);
process.on('message', (order: GuardOrder) => obey(order));
process.on('disconnect', () => {
  if (supervision === undefined) process.exit();
  supervision.end('stopped', 'mirin run is gone');
});
// It may have gone before we listened; then the order that is still in the channel is nobody's any more.
if (!process.connected) process.exit();

function obey(order: GuardOrder): void {
  switch (order.type) {
    case 'start':
      supervision = new Supervision(order);
      return void runToTheEnd(supervision);
    case 'trust':
      return supervision?.trust(order.until);
    case 'signal':
      return supervision?.signal(order.signal);
    case 'stop':
      return supervision?.end('stopped', order.reason);
    case 'kill':
      return supervision?.kill();
  }
}

async function runToTheEnd(supervision: Supervision): Promise<void> {
  const end = await supervision.run((pid) => report({ type: 'started', pid }));
  report({ type: 'ended', end }, () => process.exit());
}

function report(what: GuardReport, onSent: () => void = () => undefined): void {
  // After the death of mirin run there is nobody left to tell.
  if (process.send === undefined || !process.connected) onSent();
  else process.send(what, onSent);
}

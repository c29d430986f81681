/** `mirin heartbeat ISSUE`: renews a lease that a shell took. */

import type { Fence } from '../../queues/values.ts';
import { type RenewOutcome, ShellClient } from '../../src/client/shell-client.ts';
import { fence, issueNumber, ttl } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Answer } from '../output.ts';
import { when } from '../times.ts';

interface HeartbeatFlags {
  fence: Fence;
  ttl?: number;
}

const NOTES = `
Goes straight to Redis: it needs no worker. Exit codes: 0 renewed; 1 the lease is
lost, stop working on the issue; 2 wrong usage.`;

export const define: Define = (command) => {
  command
    .argument('<issue>', 'the number of the issue', issueNumber)
    .requiredOption('--fence <fence>', 'the fence that the checkout gave', fence)
    .option('--ttl <duration>', 'time that the lease lasts from now on, 10s to 24h (default: as before)', ttl)
    .addHelpText(
      'after',
      examples('mirin heartbeat 123 --fence $FENCE', 'mirin heartbeat 123 --fence $FENCE --ttl 2h') + `\n${NOTES}`,
    )
    .action(
      act<[number, HeartbeatFlags]>(async (context, issue, flags) => {
        const outcome = await withClient(context.settings(), (client) =>
          new ShellClient(client).renew(issue, flags.fence, flags.ttl),
        );
        return answer(issue, flags.fence, outcome);
      }),
    );
};

function answer(issue: number, fence: Fence, outcome: RenewOutcome): Answer {
  if (outcome.outcome === 'lost') {
    const note = `the lease of #${issue} is lost: stop working on it`;
    return { json: { ...outcome, issue, fence }, text: '', note, exitCode: EXIT.failed };
  }
  const expiresAt = new Date(outcome.expiresAtMs).toISOString();
  return {
    json: { ...outcome, issue, fence, expiresAt },
    text: `#${issue} is yours until ${when(outcome.expiresAtMs)}`,
  };
}

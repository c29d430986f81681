/** `mirin checkin ISSUE`: hands an issue back under the fence of its lease. */

import type { CheckinStatus, Fence } from '../../queues/values.ts';
import { ShellClient } from '../../src/client/shell-client.ts';
import { checkinStatus, fence, issueNumber, timeout } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT, exitCodeOfOutcome } from '../exit-codes.ts';
import { checkinWords } from '../outcome-words.ts';
import { readPayload } from '../payload.ts';

interface CheckinFlags {
  fence: Fence;
  status: CheckinStatus;
  result?: string;
  metadata?: string;
  timeout?: number;
}

const NOTES = `
Exit codes: 0 committed (again is harmless); 1 superseded or not held: nothing was
changed; 2 wrong usage; 75 no answer in time: the checkin stays accepted.`;

export const define: Define = (command) => {
  command
    .argument('<issue>', 'the number of the issue', issueNumber)
    .requiredOption('--fence <fence>', 'the fence that the checkout gave', fence)
    .requiredOption('--status <status>', 'awaiting-response, completed, error or pending', checkinStatus)
    .option('--result <json>', 'what came of the work: JSON, @FILE or - for standard input; at most 256 KB')
    .option('--metadata <json>', 'further notes, in the same way')
    .option('--timeout <duration>', 'time within which the answer must come (default: 5s)', timeout)
    .addHelpText(
      'after',
      examples(
        'mirin checkin 123 --fence 1763825523000123 --status completed',
        `mirin checkin 123 --fence 1763825523000123 --status error --result '{"exit":1}'`,
        'make-report | mirin checkin 123 --fence $FENCE --status completed --result -',
      ) + `\n${NOTES}`,
    )
    .action(
      act<[number, CheckinFlags]>(async (context, issue, { fence, status, ...flags }) => {
        const settings = context.settings();
        const options = await optionsOf(flags);
        const outcome = await withClient(settings, (client) =>
          new ShellClient(client).checkin(issue, fence, status, options),
        );
        const exitCode = exitCodeOfOutcome(outcome);
        const words = `#${issue} ${checkinWords(outcome, status)}`;
        return {
          json: { ...outcome, issue, fence },
          ...(exitCode === EXIT.done ? { text: words } : { text: '', note: words }),
          exitCode,
        };
      }),
    );
};

/** One after the other: both may name standard input, of which the second then finds nothing. */
async function optionsOf({ result, metadata, timeout }: Omit<CheckinFlags, 'fence' | 'status'>) {
  return {
    result: result === undefined ? undefined : await readPayload('--result', result),
    metadata: metadata === undefined ? undefined : await readPayload('--metadata', metadata),
    timeoutMs: timeout,
  };
}

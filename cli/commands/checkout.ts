/** `mirin checkout ISSUE`: takes an issue for a while; the lease outlives the command. */

import type { Priority } from '../../queues/priorities.ts';
import type { CheckoutOptions } from '../../src/client/connect-options.ts';
import { ShellClient, type ShellCheckoutOutcome } from '../../src/client/shell-client.ts';
import { present } from '../../src/store/present.ts';
import { issueNumber, priority, taskType, timeout, ttl } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { exitCodeOfOutcome } from '../exit-codes.ts';
import { refusalWords } from '../outcome-words.ts';
import type { Answer } from '../output.ts';
import { when } from '../times.ts';

interface CheckoutFlags {
  process?: string;
  ttl?: number;
  type?: string;
  priority?: Priority;
  timeout?: number;
  reopen?: boolean;
  quiet?: boolean;
}

const NOTES = `
The lease belongs to the shell, not to this command: it runs out after --ttl unless
"mirin heartbeat" renews it, and ends with "mirin checkin". Both need its fence.

Exit codes: 0 granted; 1 completed or quarantined; 2 wrong usage; 75 refused for
now (held, cooling down, no answer in time): try again later.`;

export const define: Define = (command) => {
  command
    .argument('<issue>', 'the number of the issue', issueNumber)
    .option('--process <name>', 'the name to take it under (MIRIN_PROCESS; default: shell)')
    .option('--ttl <duration>', 'time that the lease lasts, 10s to 24h (default: MIRIN_HEARTBEAT_TTL_MS, 90s)', ttl)
    .option('--type <type>', 'the kind of work, for people (default: misc)', taskType)
    .option('--priority <level>', 'dogfooding, high, normal or low (default: normal)', priority)
    .option('--timeout <duration>', 'time within which the answer must come (default: 5s)', timeout)
    .option('--reopen', 'take a completed issue too')
    .option('--quiet', 'print the fence alone')
    .addHelpText(
      'after',
      examples(
        'mirin checkout 123 --process night-shift --ttl 30m',
        'FENCE=$(mirin checkout 123 --ttl 30m --quiet) && work && mirin checkin 123 --fence $FENCE --status completed',
      ) + `\n${NOTES}`,
    )
    .action(
      act<[number, CheckoutFlags]>(async (context, issue, flags) => {
        const settings = context.settings({ processName: flags.process });
        const outcome = await withClient(settings, (client) =>
          new ShellClient(client).checkout(issue, { ttlMs: flags.ttl ?? settings.heartbeatTtlMs, ...optionsOf(flags) }),
        );
        return answer(issue, outcome, flags.quiet === true);
      }),
    );
};

const optionsOf = ({ type, priority, timeout, reopen }: CheckoutFlags): CheckoutOptions =>
  present({ taskType: type, priority, timeoutMs: timeout, reopen });

function answer(issue: number, outcome: ShellCheckoutOutcome, isQuiet: boolean): Answer {
  const exitCode = exitCodeOfOutcome(outcome);
  if (outcome.outcome !== 'granted') {
    const { processId: _, ...refusal } = outcome;
    return { json: { ...refusal, issue }, text: '', note: `#${issue} ${refusalWords(outcome)}`, exitCode };
  }
  const { fence, expiresAtMs } = outcome;
  const text = [
    `#${issue} is yours until ${when(expiresAtMs)}, fence ${fence}`,
    `  keep it:       mirin heartbeat ${issue} --fence ${fence}`,
    `  hand it back:  mirin checkin ${issue} --fence ${fence} --status completed`,
  ].join('\n');
  const expiresAt = new Date(expiresAtMs).toISOString();
  return { json: { ...outcome, issue, expiresAt }, text: isQuiet ? fence : text, exitCode };
}

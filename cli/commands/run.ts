/** `mirin run ISSUE -- COMMAND…`: holds the issue's lease while the command runs, and checks it in by how it ended. */

import { prioritySchema } from '../../queues/priorities.ts';
import { checkinStatusSchema } from '../../queues/values.ts';
import { parseDuration } from '../../src/configuration/duration.ts';
import { childEnvironment } from '../../src/configuration/child-environment.ts';
import type { CheckoutOptions } from '../../src/client/connect-options.ts';
import { parseRequest } from '../../src/validation.ts';
import { issueNumber } from '../arguments.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { connectRun } from '../run/connect-run.ts';
import { runCommand, type RunOutcome } from '../run/run-command.ts';

interface RunFlags {
  process?: string;
  type?: string;
  priority?: string;
  timeout?: string;
  onSuccess: string;
  reopen?: boolean;
}

const DEFAULT_NAME = 'mirin-run';

export const define: Define = (command) => {
  command
    .argument('<issue>', 'the issue number', issueNumber)
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--process <name>', `the name under which the lease is taken (default: MIRIN_PROCESS or ${DEFAULT_NAME})`)
    .option('--type <type>', 'kind of work, for people')
    .option('--priority <level>', 'dogfooding, high, normal or low')
    .option('--timeout <time>', 'time to wait for the answer, such as 5s')
    .option('--on-success <status>', 'status after exit code 0', 'completed')
    .option('--reopen', 'take a completed issue, too')
    .addHelpText('after', HELP)
    .action(
      act<[number, string[], RunFlags]>(async (context, issue, [program = '', ...args], flags) => {
        const settings = context.settings({ processName: flags.process });
        const onSuccess = parseRequest(checkinStatusSchema, flags.onSuccess, '--on-success');
        const mirin = await connectRun(settings, DEFAULT_NAME);
        try {
          const output = context.output.isJson ? 'stderr' : 'stdout';
          const outcome = await runCommand(mirin, {
            issue,
            command: program,
            args,
            env: childEnvironment(),
            checkout: checkoutOptions(flags),
            onSuccess,
            output,
          });
          process.exitCode = report(outcome, issue, (line) => context.output.note(line));
          if (context.output.isJson) context.output.answer({ json: { issue, ...outcome }, text: '' });
          return undefined;
        } finally {
          await mirin.close();
        }
      }),
    );
};

const HELP = `${examples(
  'mirin run 123 -- npm test',
  'mirin run 123 --on-success awaiting-response -- ./answer.sh',
  'mirin run 123 --process night-shift --type docs -- claude -p "work on issue 123"',
)}

The command gets MIRIN_ISSUE, MIRIN_FENCE, MIRIN_PROCESS_ID and MIRIN_PROJECT. It does not outlive its lease, nor
mirin run, whatever ends that. Exits with the command's own code, or with 75 when the issue is refused for now, 1 when
it is completed or quarantined.`;

function checkoutOptions({ type, priority, timeout, reopen }: RunFlags): CheckoutOptions {
  return {
    ...(type !== undefined && { taskType: type }),
    ...(priority !== undefined && { priority: parseRequest(prioritySchema, priority, '--priority') }),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout, '--timeout') }),
    ...(reopen === true && { reopen }),
  };
}

const REFUSED_FOR_GOOD: ReadonlySet<string> = new Set(['completed', 'quarantined', 'failed', 'key-reused']);

/** Says what stood in the way, if anything did; returns the exit code. */
function report(outcome: RunOutcome, issue: number, say: (line: string) => void): number {
  if (outcome.outcome !== 'ran') {
    say(
      `mirin: issue #${issue} is not granted: ${outcome.outcome}${outcome.outcome === 'held' ? ` by ${outcome.holder}` : ''}`,
    );
    return REFUSED_FOR_GOOD.has(outcome.outcome) ? EXIT.failed : EXIT.later;
  }
  const { end, checkin, isLeaseLost } = outcome;
  if (end.message !== undefined) say(`mirin: ${end.message}`);
  if (isLeaseLost) say(`mirin: the lease of issue #${issue} was lost; the command was ended`);
  if (checkin.outcome === 'committed') return end.exitCode;
  say(`mirin: the checkin of issue #${issue} was not accepted: ${checkin.outcome}`);
  return end.exitCode === 0 ? EXIT.failed : end.exitCode;
}

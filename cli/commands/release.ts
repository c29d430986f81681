/** `mirin release ISSUE`: takes an issue from its holder by an operator's word. */

import { IssuesApi } from '../../src/client/issues-api.ts';
import { present } from '../../src/store/present.ts';
import { issueNumber, reason } from '../arguments.ts';
import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { operator } from '../operator.ts';

interface ReleaseFlags {
  reason?: string;
}

const NOTES = `
The issue goes back to pending, no crash is counted, and whatever its holder still
sends is refused. Exit codes: 0 released; 1 nobody holds it; 2 wrong usage.`;

export const define: Define = (command) => {
  command
    .argument('<issue>', 'the number of the issue', issueNumber)
    .option('--reason <text>', 'why: stands in the history', reason)
    .addHelpText('after', `${examples('mirin release 123 --reason "the host was switched off"')}\n${NOTES}`)
    .action(
      act<[number, ReleaseFlags]>(async (context, issue, flags) => {
        const { outcome } = await withClient(context.settings(), (client) =>
          new IssuesApi(client).release(issue, { by: operator(), ...present({ reason: flags.reason }) }),
        );
        const json = { outcome, issue };
        if (outcome === 'released') return { json, text: `#${issue} is pending again` };
        return { json, text: '', note: `nobody holds #${issue}: nothing was changed`, exitCode: EXIT.failed };
      }),
    );
};

/** `mirin status`: how much of everything there is, and whether somebody is there to do the work. */

import { withClient } from '../client.ts';
import { act, examples, type Define } from '../command.ts';
import { readStatus } from '../project-status.ts';
import { statusText } from '../status-text.ts';

export const define: Define = (command) => {
  command.addHelpText('after', examples('mirin status', 'mirin status --project acme/widgets --json')).action(
    act<[]>(async (context) => {
      const status = await withClient(context.settings(), readStatus);
      return { json: status, text: statusText(status) };
    }),
  );
};

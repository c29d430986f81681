/** `mirin status`: how much of everything there is, and whether somebody is there to do the work. */

import { act, examples, type Define } from '../command.ts';
import { withProject } from '../project.ts';
import { issueStats } from '../../src/store/issue-stats.ts';

export const define: Define = (command) => {
  command.addHelpText('after', examples('mirin status', 'mirin status --project acme/widgets --json')).action(
    act<[Record<string, never>]>(async (context) => {
      const status = await withProject(context.settings(), async ({ project, store }) => ({
        project: project.name,
        ...(await issueStats(store)),
      }));
      return { json: status, text: `${status.project}: ${status.issues} issues` };
    }),
  );
};

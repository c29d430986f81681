/** `mirin up`: everything that one machine needs, in the foreground until Ctrl-C; a demo while no project is configured. */

import { createLog } from '../../src/log/log.ts';
import { secretsOf } from '../../src/configuration/secrets.ts';
import { act, examples, type Define } from '../command.ts';
import { runEndlessDemo } from '../demo/run-endless-demo.ts';
import { untilSignal } from '../until-signal.ts';
import { runUp } from '../up/run-up.ts';

interface UpFlags {
  boardPort?: string;
  boardHost?: string;
}

export const define: Define = (command) => {
  command
    .option('--board-port <port>', 'port of the board; 0 = any free one')
    .option('--board-host <address>', 'address that the board listens on')
    .addHelpText('after', examples('mirin up --project acme/widgets', 'GITHUB_TOKEN=… mirin up --project acme/widgets'))
    .action(
      act<[UpFlags]>(async (context, flags) => {
        const settings = context.settings({ ...flags });
        const isDemo = settings.projects.length === 0;
        // The demo tells its own story; only what goes wrong in it belongs into the log as well.
        const level = isDemo && settings.logLevel === 'info' ? 'error' : settings.logLevel;
        const log = createLog({ level, secrets: secretsOf(settings) });
        const stopped = untilSignal();
        const run = isDemo ? runEndlessDemo : runUp;
        await run(
          settings,
          log,
          (line) => context.output.note(line),
          () => stopped,
        );
        return undefined;
      }),
    );
};

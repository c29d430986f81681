/** `mirin board`: the board alone, in the foreground until Ctrl-C. */

import { createLog } from '../../src/log/log.ts';
import { secretsOf } from '../../src/configuration/secrets.ts';
import { act, examples, type Define } from '../command.ts';
import { requireProjects } from '../require-projects.ts';
import { runningRedis } from '../project.ts';
import { untilSignal } from '../until-signal.ts';
import { boardNotice } from '../up/board-notice.ts';
import { serveBoard } from '../up/serve-board.ts';

interface BoardFlags {
  boardPort?: string;
  boardHost?: string;
  readOnly?: boolean;
}

export const define: Define = (command) => {
  command
    .option('--board-port <port>', 'port; 0 = any free one')
    .option('--board-host <address>', 'address to listen on')
    .option('--read-only', 'refuse every change through the board')
    .addHelpText('after', examples('mirin board --project acme/widgets --board-port 8080', 'mirin board --read-only'))
    .action(
      act<[BoardFlags]>(async (context, { readOnly, ...flags }) => {
        const settings = context.settings({ ...flags, boardReadOnly: readOnly });
        requireProjects(settings);
        const log = createLog({ level: settings.logLevel, secrets: secretsOf(settings) });
        const stopped = untilSignal();
        const { url } = await runningRedis(settings);
        const board = await serveBoard(settings, url, log);
        context.output.note(boardNotice(board).join('\n'));
        await stopped;
        await board.stop();
        return undefined;
      }),
    );
};

/** `mirin demo`: a fleet at work, one process killed, one stopped; ends by itself with a verdict. */

import { createLog } from '../../src/log/log.ts';
import { act, examples, type Define } from '../command.ts';
import { runDemo } from '../demo/run-demo.ts';
import { EXIT } from '../exit-codes.ts';

export const define: Define = (command) => {
  command
    .addHelpText(
      'after',
      `${examples('mirin demo')}\n\nTakes about half a minute. Exits with 0 only if every issue ended as it should.`,
    )
    .action(
      act<[Record<string, never>]>(async (context) => {
        const settings = context.settings();
        const level = settings.logLevel === 'info' ? 'error' : settings.logLevel;
        const { output } = context;
        const say = (line: string): void => (output.isJson ? output.note(line) : output.print(line));
        const verdict = await runDemo(settings, createLog({ level }), say);
        const lines = verdict.findings.map(({ isOk, what }) => `  ${isOk ? 'ok    ' : 'FAILED'}  ${what}`);
        return {
          json: verdict,
          text: [
            '',
            'Verdict',
            ...lines,
            verdict.isOk ? 'All is as it should be.' : 'Something is not as it should be.',
          ].join('\n'),
          exitCode: verdict.isOk ? EXIT.done : EXIT.failed,
        };
      }),
    );
};

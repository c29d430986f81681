/** `mirin doctor`: looks at Redis, clock, workers, queues and GitHub, and says what to do. */

import { diagnose } from '../../src/health/diagnose.ts';
import type { Finding } from '../../src/health/finding.ts';
import { act, examples, type Define } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { runningRedis } from '../project.ts';

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' };

export const define: Define = (command) => {
  command
    .addHelpText(
      'after',
      `${examples('mirin doctor', 'mirin doctor --json')}\n\nExits with 1 where something failed; warnings alone are 0.`,
    )
    .action(
      act<[Record<string, never>]>(async (context) => {
        const settings = context.settings();
        const { url } = await runningRedis(settings);
        const findings = await diagnose(settings, url);
        const isOk = findings.every(({ state }) => state !== 'failed');
        return {
          json: { ok: isOk, findings },
          text: findings.map(lineOf).join('\n'),
          exitCode: isOk ? EXIT.done : EXIT.failed,
        };
      }),
    );
};

function lineOf({ about, state, detail, advice }: Finding): string {
  const line = `${MARKS[state]} ${about.padEnd(8)} ${detail}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(17)}→ ${advice}`;
}

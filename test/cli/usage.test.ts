/** Tests of wrong usage: each fault names the field and what was expected, and nothing is sent. */

import path from 'node:path';
import { expect } from 'chai';
import { faultAsError } from '../../cli/failure.ts';
import { createProgram } from '../../cli/program.ts';
import { usageFault } from '../../cli/usage.ts';
import { CommanderError } from 'commander';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { MirinError } from '../../src/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { mirin, mirinJson } from './mirin-command.ts';

/** No test here reaches a Redis: nobody listens on this port. */
const NOWHERE = ['--redis', 'redis://127.0.0.1:1', '--project', 'acme/widgets'];
const checkin = (...options: string[]): string[] => ['checkin', '12', ...options];
const FENCE = ['--fence', '1763825523000123'];
const DONE = [...FENCE, '--status', 'completed'];
const ISSUE = 'issue: expected a positive integer below 2^53, got';
const NAME = '1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit';
const PROJECT = 'owner/repo or host/owner/repo, as GitHub spells them';
const TOO_LARGE = 'at most 256 KB of JSON';

/** Title of the fault, arguments, and what the message must hold. */
const FAULTS: readonly (readonly [what: string, args: readonly string[], message: string])[] = [
  ['the issue 0', ['checkout', '0'], `${ISSUE} 0`],
  ['a negative issue', ['checkout', '-1'], `${ISSUE} -1`],
  ['an issue with a fraction', ['issue', '1.5'], `${ISSUE} 1.5`],
  ['an issue that is no number', ['release', '12abc'], `${ISSUE} "12abc"`],
  ['an issue of 2^53', ['heartbeat', '9007199254740992', ...FENCE], `${ISSUE} 9007199254740992`],
  ['an issue in the exponent', ['quarantine', 'release', '1e3'], `${ISSUE} "1e3"`],
  ['an empty issue', ['labels', 'sync', ''], `${ISSUE} ""`],
  ['no issue', ['checkout'], "missing required argument 'issue'"],
  ['too many issues', ['issue', '1', '2'], "too many arguments for 'issue'"],
  [
    'an unknown status',
    checkin(...FENCE, '--status', 'compleet'),
    '--status: expected one of awaiting-response, completed, error, pending (did you mean "completed"?), got "compleet"',
  ],
  [
    'a checkin to processing',
    checkin(...FENCE, '--status', 'processing'),
    '--status: expected one of awaiting-response, completed, error, pending, got "processing"',
  ],
  ['a list of an unknown status', ['issues', '--status', 'open'], '--status: expected one of pending, processing,'],
  [
    'a fence that is no number',
    checkin('--fence', '12x', '--status', 'error'),
    '--fence: expected a fence: 1 to 16 decimal digits, not beginning with 0, got "12x"',
  ],
  ['a fence of 0', ['heartbeat', '1', '--fence', '0'], '--fence: expected a fence: 1 to 16 decimal digits'],
  ['no fence', ['heartbeat', '1'], "required option '--fence <fence>' not specified"],
  ['a result that is not JSON', checkin(...DONE, '--result', 'done'), '--result: expected JSON'],
  [
    'a result from a file that is not there',
    checkin(...DONE, '--result', '@/no/file'),
    "/no/file, which can't be read (ENOENT)",
  ],
  ['a result from a folder', checkin(...DONE, '--result', '@/'), "/, which can't be read (EISDIR)"],
  ['an empty process name', ['checkout', '1', '--process', ''], `--process (flag): expected ${NAME}, got ""`],
  ['an over-long process name', ['checkout', '1', '--process', 'x'.repeat(65)], `--process (flag): expected ${NAME}`],
  [
    'a process name with a control character',
    ['checkout', '1', '--process', 'a\u001b[2J'],
    `expected ${NAME}, got "a\\u001b[2J"`,
  ],
  [
    'a process name with a colon',
    ['checkout', '1', '--process', 'a:b'],
    `--process (flag): expected ${NAME}, got "a:b"`,
  ],
  ['a project without a slash', ['issues', '--project', 'widgets'], `expected ${PROJECT}, got "widgets"`],
  ['a project with a colon', ['issues', '--project', 'acme:x/widgets'], `expected ${PROJECT}, got "acme:x/widgets"`],
  ['two projects', ['issues', '--project', 'acme/a,acme/b'], '--project: expected one owner/repo'],
  ['a ttl without its unit', ['checkout', '1', '--ttl', '30'], '--ttl: expected a duration such as 90s or 30m'],
  ['a ttl that is too short', ['checkout', '1', '--ttl', '9s'], '--ttl: expected at least 10 s'],
  ['a ttl that is too long', ['checkout', '1', '--ttl', '25h'], '--ttl: expected at most 24 h'],
  ['a time-out of nothing', ['checkout', '1', '--timeout', '0s'], '--timeout: expected at least 100 ms'],
  ['an unknown priority', ['checkout', '1', '--priority', 'urgent'], '--priority: expected one of dogfooding, high,'],
  ['a task type with a line end', ['checkout', '1', '--type', 'a\nb'], '--type: expected 1 to 64 characters'],
  ['an empty reason', ['release', '1', '--reason', ' '], '--reason: expected 1 to 500 characters in one line'],
  ['a page of nothing', ['issues', '--limit', '0'], '--limit: expected a whole number from 1 to 500, got 0'],
  ['an unknown option', ['checkout', '1', '--tll', '30m'], "unknown option '--tll' (Did you mean --ttl?)"],
  ['an unknown command', ['chekout', '1'], "unknown command 'chekout' (Did you mean checkout?)"],
  ['an unknown command within one', ['quarantine', 'relase', '1'], "unknown command 'relase' (Did you mean release?)"],
  ['help about an unknown command', ['help', 'statu'], "unknown command 'statu' (Did you mean status?)"],
  ['an unknown log level', ['issues', '--log-level', 'loud'], '--log-level (flag): expected one of trace, debug,'],
  ['no command', [], 'a command is missing'],
];

/** The error that the command line ends with, as `main` reports it. */
async function faultOf(args: readonly string[]): Promise<MirinError> {
  const given =
    ['status', 'help', 'chekout'].includes(args[0] ?? '') || args.length === 0 ? args : [...NOWHERE, ...args];
  try {
    await createProgram().parseAsync(given, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return usageFault(error);
    if (error instanceof MirinError) return error;
    throw error;
  }
  throw new Error(`mirin ${args.join(' ')} was taken for right`);
}

describe('wrong usage of the command line', () => {
  for (const [what, args, message] of FAULTS) {
    it(`is refused for ${what}, with exit code 2`, async () => {
      const fault = await faultOf(args);
      expect(fault.message).to.include(message);
      expect(fault.hint).to.be.a('string');
      expect(exitCodeOf(fault.code)).to.equal(2);
    });
  }

  it('is refused for a payload beyond 256 KB, of a file as of standard input', async () => {
    const file = path.join(tempFolder({ large: `"${'x'.repeat(256 * 1024)}"` }), 'large');
    expect((await faultOf(checkin(...DONE, '--result', `@${file}`))).message).to.include(
      `--result: expected ${TOO_LARGE}`,
    );
    const { code, stderr } = await mirin([...NOWHERE, ...checkin(...DONE, '--metadata', '-')], {
      stdin: `"${'x'.repeat(256 * 1024)}"`,
    });
    expect(code).to.equal(2);
    expect(stderr).to.include(`--metadata: expected ${TOO_LARGE}`);
  });

  it('is told on standard error in two lines, and as one document with --json', async () => {
    const [people, program] = await Promise.all([mirin(['checkout', '12abc']), mirinJson(['checkout', '12abc'])]);
    const message = `invalid request: ${ISSUE} "12abc"`;
    const hint = 'Correct the named fields; nothing was changed.';
    expect(people).to.deep.equal({ code: 2, stdout: '', stderr: `mirin: ${message}\nhint: ${hint}\n` });
    expect(program).to.deep.equal({ code: 2, json: { error: { code: 'MIRIN_REQUEST_INVALID', message, hint } } });
  });

  it('is told apart from a defect of Mirin, which has its own code', () => {
    const defect = faultAsError(new TypeError('x is not a function'));
    expect(defect).to.include({ code: 'MIRIN_BUG', message: 'unexpected: x is not a function' });
    expect(exitCodeOf(defect.code)).to.equal(1);
  });

  it('shows a stack trace to those only who debug', async () => {
    const { stderr } = await mirin(['checkout', '12abc'], { env: { MIRIN_LOG_LEVEL: 'debug' } });
    expect(stderr).to.match(/^mirin: invalid request: .*\nhint: .*\nRequestInvalidError: .*\n +at /);
  });
});

/** Words wrong usage like every other fault. */

import type { CommanderError } from 'commander';
import { MirinError } from '../src/errors.ts';

/** What commander found wrong, as a `MIRIN_REQUEST_INVALID`; its "did you mean" becomes part of the message. */
export function usageFault({ message, code }: CommanderError): MirinError {
  if (code === 'commander.help') return fault('a command is missing');
  return fault(
    message
      .replace(/^error: /, '')
      .replace(/\n\((.*)\)$/, ' ($1)')
      .replaceAll('\n', ' '),
  );
}

const fault = (message: string): MirinError =>
  new MirinError('MIRIN_REQUEST_INVALID', message, { hint: 'See mirin --help, and mirin COMMAND --help.' });

/** The fault of the import: a state file that can't be taken for what it should be. */

import { MirinError } from '../errors.ts';

/** Never treated as empty: an import of nothing would let work begin that others are still doing. */
export class ImportUnreadableError extends MirinError {
  readonly file: string;

  constructor(file: string, reason: string, hint?: string) {
    super('MIRIN_IMPORT_UNREADABLE', `${file} ${reason}`, {
      hint: hint ?? 'Nothing was imported. Restore the file, if need be from a .backup-… beside it, and import again.',
    });
    this.file = file;
  }
}

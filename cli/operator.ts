/** Who gives an order from this command line: it stands in the history. */

import os from 'node:os';

/** `user@host`, each as far as it is known. */
export function operator(): string {
  return `${userName()}@${os.hostname()}`.replaceAll(/\p{Cc}/gu, '?');
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

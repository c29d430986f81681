/** What is printed about a board that was started: where it is, how to get in, what to mind. */

import type { Board } from '../../bull-board/start-board.ts';

/** Lines for people. A configured password is known to whoever configured it, and is not printed. */
export function boardNotice(board: Board): string[] {
  const { url, user, password, webhookUrl, warnings } = board;
  const secret = password.source === 'settings' ? 'the password that you configured' : password.value;
  const kept = password.source === 'settings' ? [] : [`         (kept in ${password.file}, mode 0600)`];
  return [
    `  board  ${url}/queues`,
    `         user ${user}, password ${secret}`,
    ...kept,
    `  hooks  ${webhookUrl ?? 'not received: MIRIN_WEBHOOK_SECRET is not set'}`,
    ...warnings.map((text) => `  note   ${text}`),
  ];
}

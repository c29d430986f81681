/** Which terminal multiplexer session this process runs in, for people who look for it. */

/** tmux's session, as `$3`; empty outside of tmux. Source: tmux(1), "TMUX … server socket, pid, session". */
export function tmuxSession(env: NodeJS.ProcessEnv = process.env): string {
  const session = env['TMUX']?.split(',').at(2);
  return session === undefined || !/^\d+$/.test(session) ? '' : `$${session}`;
}

/** Leaves a private Redis: the last user to go stops it in order. */

import { stopContainer } from './docker.ts';
import type { RedisFolder } from './folder.ts';
import { runningAmong } from './process-mark.ts';
import { withStartLock } from './start-lock.ts';
import { readState, type RedisState, writeState } from './state-file.ts';
import { stopServer } from './stop-server.ts';

/** Takes `user` off the list of users, once; where no living one remains, ends the server. */
export async function leaveRedis(folder: RedisFolder, user: string): Promise<void> {
  await withStartLock(folder, undefined, async () => {
    const state = await readState(folder.stateFile);
    if (state === undefined) return;
    const own = state.users.indexOf(user);
    const users = await runningAmong(state.users.filter((_, index) => index !== own));
    if (users.length > 0) return writeState(folder.stateFile, { ...state, users });
    if (state.container !== undefined) await stopContainer(state.container);
    const isOrderly = state.mark !== undefined && (await stopServer(state.mark));
    return writeState(folder.stateFile, placeAfter(state, isOrderly));
  });
}

/** The next server comes up in the same place, so that whoever is still connected finds it again. */
function placeAfter({ port, password, runId }: RedisState, isOrderly: boolean): RedisState {
  return { port, password, users: [], ...(isOrderly && runId !== undefined && { endedRunId: runId }) };
}

/** Ours: programs that hold one issue each, and die with it. */

import type { ConnectOptions } from '../../src/client/connect-options.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import type { Child, StartChildOptions } from '../../test/support/child.ts';
import type { Lab } from '../lab.ts';
import type { Mortal } from '../mortal.ts';

/** A program may take long to start where sixty of them start. */
const STARTED_WITHIN_MS = 180_000;

/** Starts a program that takes these issues. */
export async function startHolder(
  lab: Lab,
  options: ConnectOptions,
  issues: readonly number[],
  how: StartChildOptions = {},
): Promise<Child> {
  const holder = lab.start('test/programs/holder.js', [{ requestTimeoutMs: 60_000, ...options }], how);
  await holder.next(({ event }) => event === 'connected', STARTED_WITHIN_MS);
  for (const issue of issues) {
    holder.tell({ number: issue, do: 'checkout', issue });
    const answer = await holder.next(({ did }) => did === issue, STARTED_WITHIN_MS);
    if (answer.outcome !== 'granted') throw new Error(`issue ${issue}: ${JSON.stringify(answer)}`);
  }
  return holder;
}

/** A holder as one that is killed: its issue is free when it was repaired. */
export function mortalHolder(store: ProjectStore, holder: Child, issue: number): Mortal {
  return {
    name: `the holder of issue ${issue}`,
    kill: () => holder.kill('SIGKILL'),
    freedAtMs: async () => {
      const events = await issueHistory(store, issue);
      return events.find(({ type }) => type === 'orphan.repaired')?.atMs;
    },
  };
}

/** `mirin run` or its guard killed in the middle: nothing of the command may be left, and the issue is workable. */

import { expect } from 'chai';
import { readProcessTable, type TableEntry } from '../../cli/run/process-table.ts';
import { RUN_ID_VARIABLE } from '../../cli/run/run-id.ts';
import type { Status } from '../../queues/values.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import type { Child } from '../support/child.ts';
import { type Doom, startDoomed } from '../support/doomed.ts';
import { QUICK } from '../support/live-project.ts';
import { waitFor } from '../support/wait-for.ts';
import { Asker } from './asker.ts';
import { type Ground, Scene } from './scene.ts';
import { expectPromisesKept, untilSettled } from './settled.ts';

const ISSUE = 1;
/** Longer than anybody waits here: whoever ends a command did not do it because the lease ran out. */
const TTL_MS = 60_000;

/** Works until its lease was renewed, and leaves behind what does not obey: the guard has to end that. */
export const ENDS = '(trap "" TERM; sleep 600) & sleep 1.5';
/** Ends when it is made to. */
export const WORKS_ON = 'sleep 600 & sleep 600';

/** Starts a run in a project that lives; `untilOver` waits for its end, and then all must be in order. Its issue's status. */
export async function liveThroughRun(
  ground: Ground,
  doom: Doom,
  command: string,
  untilOver: (run: Child) => Promise<void>,
): Promise<Status | undefined> {
  const scene = new Scene(ground, [ISSUE]);
  const mark = `test-${scene.live.name.replaceAll(/\W/g, '-')}`;
  try {
    await scene.work();
    await untilOver(startRun(scene, { doom, command, mark }));
    await untilGone(mark);
    await untilSettled(scene, () => stillHeld(scene));
    await expectPromisesKept(scene);
    const status = (await getIssue(scene.store, ISSUE))?.status;
    await expectWorkable(scene);
    return status;
  } finally {
    for (const { pid } of livingOf(mark)) process.kill(pid, 'SIGKILL');
    await scene.close();
  }
}

/** The mark is what the command and all that it starts bear in their environment. */
function startRun({ live }: Scene, { doom, command, mark }: { doom: Doom; command: string; mark: string }): Child {
  return startDoomed(doom, 'cli/main.js', ['run', String(ISSUE), '--', 'sh', '-c', command], {
    MIRIN_PROJECT: live.name,
    REDIS_URL: live.redisUrl,
    MIRIN_HEARTBEAT_TTL_MS: String(TTL_MS),
    MIRIN_HEARTBEAT_EVERY_MS: String(QUICK.heartbeatEveryMs),
    MIRIN_LEASE_MARGIN_MS: String(QUICK.leaseMarginMs),
    MIRIN_REQUEST_TIMEOUT_MS: String(QUICK.requestTimeoutMs),
    [RUN_ID_VARIABLE]: mark,
  });
}

/** Nothing lives any more of the run, its guard and its command. */
async function untilGone(mark: string): Promise<void> {
  await waitFor('all of the command to be gone', (saw) => {
    const left = livingOf(mark);
    saw(left);
    return left.length === 0;
  });
}

const livingOf = (mark: string): TableEntry[] => readProcessTable(mark).filter(({ isMarked }) => isMarked);

async function stillHeld({ store }: Scene): Promise<string[]> {
  const status = (await getIssue(store, ISSUE))?.status;
  return status === 'processing' ? [`#${ISSUE} is held`] : [];
}

/** At most one death was counted, and the next who asks gets the issue. */
async function expectWorkable(scene: Scene): Promise<void> {
  const repairs = (await issueHistory(scene.store, ISSUE)).filter(({ type }) => type === 'orphan.repaired');
  expect(repairs.length).to.be.at.most(1);
  const asker = await Asker.connect(scene, 'next');
  const { outcome } = await asker.checkout(ISSUE, { reopen: true });
  await asker.close();
  expect(outcome).to.equal('granted');
}

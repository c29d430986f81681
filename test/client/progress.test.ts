/** Tests of work that beats but gets nowhere: it is reported, not repaired, until it leaves a checkpoint. */

import { expect } from 'chai';
import { Mirin } from '../../src/client/mirin.ts';
import { createLog } from '../../src/log/log.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';
import { waitFor } from '../support/wait-for.ts';

describe('work without progress', () => {
  let served: ServedProject;
  let mirin: Mirin;
  const lines: string[] = [];

  before(async () => {
    served = await serveProject();
    const { heartbeatTtlMs, heartbeatEveryMs } = served.settings;
    mirin = await Mirin.connect({
      project: served.project,
      process: 'slow',
      redis: served.redis.url,
      heartbeatTtlMs,
      heartbeatEveryMs,
      progressDeadlineMs: 1_500,
      log: createLog({ level: 'info', destination: { write: (line) => lines.push(line) } }),
    });
  });
  after(async () => {
    await mirin.close();
    await served.stop();
  });

  const stuckOnes = async (): Promise<number[] | undefined> =>
    (await mirin.processes.get(mirin.processId))?.stuckIssues;

  const untilBeat = async (): Promise<unknown> => {
    const seen = async () => (await mirin.processes.get(mirin.processId))?.lastSeenMs;
    const before = await seen();
    return waitFor('another beat', async () => (await seen()) !== before);
  };

  it('is reported as stuck until it leaves a checkpoint, and keeps its lease', async () => {
    const outcome = await mirin.withIssue(3, {}, async (lease) => {
      await waitFor('the issue to be stuck', async () => (await stuckOnes())?.includes(3));
      await untilBeat();
      lease.checkpoint({ page: 1 });
      await waitFor('the issue to be stuck no more', async () => (await stuckOnes())?.length === 0);
      expect(lease.signal.aborted).to.equal(false);
      return { status: 'completed' };
    });
    expect(outcome).to.deep.include({ outcome: 'done', checkin: { outcome: 'committed', version: 2 } });
    expect(lines.filter((line) => line.includes('process.stuck'))).to.have.length(1);
  });

  it('is nobody else’s business: a plain lease is expected to leave no checkpoints', async () => {
    const got = await mirin.checkout(4);
    if (got.outcome !== 'granted') throw new Error(got.outcome);
    await mirin.withIssue(5, {}, async () => {
      await waitFor('the watched issue to be stuck', async () => (await stuckOnes())?.includes(5));
      expect(await stuckOnes()).to.deep.equal([5]);
    });
    await got.lease.checkin('completed');
  });
});

/** Real holders that die, stop, fall silent or compute: who is dead is repaired, and nobody else. */

import { expect } from 'chai';
import { closeConnections } from '../../src/client/close-client.ts';
import { openContext } from '../../src/client/open-client.ts';
import { ShellClient } from '../../src/client/shell-client.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import type { EventRecord } from '../../src/store/event-record.ts';
import { listProcesses } from '../../src/store/list-processes.ts';
import { getProcess } from '../../src/store/read-process.ts';
import { endChildren } from '../support/child.ts';
import { type HolderChild, LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const KILLED = 1;
const STOPPED = 2;
const BUSY = 3;
const SHELL = 4;

/** Time to see that the stopped one is reported, before it is repaired. */
const HUNG_GRACE_MS = 4_000;
/** Longer than a lease lives without a heartbeat. */
const BUSY_MS = QUICK.heartbeatTtlMs + 3_000;

describe('a holder', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let project: LiveProject;
  let killed: HolderChild;
  let stopped: HolderChild;
  let busy: HolderChild;
  let busyDone: Promise<Record<string, unknown>>;
  let shellDeadlineMs: number;

  // All of them at once, so that the length of a lease is waited for once.
  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work({ hungGraceMs: HUNG_GRACE_MS });
    [killed, stopped, busy] = await Promise.all([
      project.connectInChild('killed'),
      project.connectInChild('stopped'),
      project.connectInChild('busy'),
    ]);
    expect(await busy.does({ do: 'checkout', issue: BUSY })).to.include({ outcome: 'granted' });
    busyDone = busy.does({ do: 'block', ms: BUSY_MS });
    expect(await stopped.does({ do: 'checkout', issue: STOPPED })).to.include({ outcome: 'granted' });
    await stopped.does({ do: 'checkpoint', issue: STOPPED, value: { page: 7 } });
    const { checkpoints } = project.store.keys.process(stopped.processId);
    await waitFor('the checkpoint to be stored', async () => (await project.redis.hlen(checkpoints)) === 1);
    await stopped.child.kill('SIGSTOP');
    shellDeadlineMs = await takeFromShell();
  });
  after(async () => {
    await endChildren();
    await project.end();
    await redis.stop();
  });

  async function takeFromShell(): Promise<number> {
    const context = await openContext({ ...project.settings(), processName: 'shell' });
    const outcome = await new ShellClient(context).checkout(SHELL, { ttlMs: 10_000 });
    await closeConnections(context);
    if (outcome.outcome !== 'granted') expect.fail(outcome.outcome);
    return outcome.expiresAtMs;
  }

  async function repairOf(issue: number): Promise<EventRecord> {
    const history = await issueHistory(project.store, issue);
    const repairs = history.filter(({ type }) => type === 'orphan.repaired');
    expect(repairs, 'one death is repaired once').to.have.length(1);
    return repairs[0]!;
  }

  const untilPending = (issue: number) =>
    project.untilIssue(issue, 'pending', ({ status }) => status === 'pending', { withinMs: 40_000 });

  it('that is killed is found by its pid, long before its lease runs out, and counted once', async () => {
    expect(await killed.does({ do: 'checkout', issue: KILLED })).to.include({ outcome: 'granted' });
    const { expiresAtMs = 0 } = await project.issue(KILLED);
    await killed.child.kill('SIGKILL');
    const { orphanings } = await untilPending(KILLED);
    expect(orphanings).to.have.length(1);
    const { cause, isCounted, atMs } = await repairOf(KILLED);
    expect({ cause, isCounted }).to.deep.equal({ cause: 'dead', isCounted: true });
    expect(atMs).to.be.below(expiresAtMs);
    expect(await project.processStatus(killed.processId)).to.equal('dead');
    const taskId = `issue-${KILLED}`;
    expect(await project.redis.hget(project.store.keys.task(taskId), 'state'), 'its task waits').to.equal('waiting');
  });

  it('without heartbeats is repaired when its time is over, and not before', async () => {
    await untilPending(SHELL);
    const { cause, atMs } = await repairOf(SHELL);
    expect(cause).to.equal('expired');
    expect(atMs).to.be.at.least(shellDeadlineMs);
  });

  it('that is stopped is reported as unresponsive, and repaired after its deadline and a grace', async () => {
    await waitFor('the report', async () => {
      const seen = await getProcess(project.store, stopped.processId);
      return seen?.isUnresponsive === true;
    });
    await untilPending(STOPPED);
    const { cause, isCounted, atMs, deadlineMs = 0 } = await repairOf(STOPPED);
    expect({ cause, isCounted }).to.deep.equal({ cause: 'hung', isCounted: true });
    expect(atMs).to.be.at.least(deadlineMs + HUNG_GRACE_MS);
  });

  it('that was stopped hears of its loss when it goes on, and goes on as a new process', async () => {
    await stopped.child.kill('SIGCONT');
    const { reason } = await stopped.says('that the lease is lost', ({ event }) => event === 'lost');
    expect(reason).to.include(`the lease of issue #${STOPPED} is lost`);
    await waitFor('its registration under a new id', async () => {
      const { processes } = await listProcesses(project.store, { status: 'alive' });
      return processes.some(({ name, processId }) => name === 'stopped' && processId !== stopped.processId);
    });
    const late = await stopped.does({ do: 'checkin', issue: STOPPED, status: 'completed', result: 'too late' });
    expect(late).to.include({ outcome: 'superseded' });
    const [entry] = await project.redis.xrange(project.store.keys.own.superseded, '-', '+');
    expect(entry?.[1], 'the payload is kept').to.include('"too late"');

    const again = await stopped.does({ do: 'checkout', issue: STOPPED });
    expect(again).to.include({ outcome: 'granted' });
    expect(again['previous']).to.deep.include({ processId: stopped.processId, ended: 'hung', checkpoint: { page: 7 } });
    expect(again['processId'])
      .to.match(/^stopped~/)
      .and.not.equal(stopped.processId);
    expect(await project.processStatus(stopped.processId)).to.equal('dead');
    expect(await project.processStatus(String(again['processId']))).to.equal('alive');
  });

  it('that computes for longer than its lease lives keeps it', async () => {
    expect(await busyDone).to.include({ blockedMs: BUSY_MS });
    expect(busy.child.messages.filter(({ event }) => event === 'lost')).to.deep.equal([]);
    const checkin = await busy.does({ do: 'checkin', issue: BUSY, status: 'completed' });
    expect(checkin).to.deep.include({ outcome: 'committed', version: 2 });
    const history = await issueHistory(project.store, BUSY);
    expect(history.map(({ type }) => type)).to.deep.equal(['checkout.granted', 'checkin.committed']);
  });
});

/** What goes on while a test makes its Redis misbehave: a worker, a program that holds an issue, and what both log. */

import { expect } from 'chai';
import type { Lease } from '../../src/client/lease.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { createLog } from '../../src/log/log.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { type Child, endChildren } from '../support/child.ts';
import { LiveProject } from '../support/live-project.ts';
import type { TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** A line of a log. */
export type LogLine = Record<string, unknown> & { event?: unknown; error?: { message: string; hint?: string } };

/** A lease that outlives every fault of these tests, also on a loaded machine. */
const LEASE = { heartbeatTtlMs: 120_000 };

/** Issues that the scene itself asks for, beyond those of the tests. */
const FIRST_FREE_ISSUE = 9_000;

export class FaultScene {
  readonly redis: TestRedis;
  readonly project: LiveProject;
  /** In a process of its own. */
  readonly worker: Child;
  /** A program of this process, and what it logged. */
  readonly mirin: Mirin;
  readonly programLog: LogLine[];
  /** Of issue 1. */
  readonly lease: Lease;
  #linesBefore = 0;
  #nextIssue = FIRST_FREE_ISSUE;

  private constructor(parts: Pick<FaultScene, 'redis' | 'project' | 'worker' | 'mirin' | 'programLog' | 'lease'>) {
    this.redis = parts.redis;
    this.project = parts.project;
    this.worker = parts.worker;
    this.mirin = parts.mirin;
    this.programLog = parts.programLog;
    this.lease = parts.lease;
    this.forgetLogs();
  }

  /** What was logged so far is nobody's concern any more. */
  forgetLogs(): void {
    this.#linesBefore = this.worker.messages.length;
    this.programLog.splice(0);
  }

  /** Takes the server over: it ends with the scene. `url`: another way to it. */
  static async open(redis: TestRedis, url = redis.url): Promise<FaultScene> {
    const project = new LiveProject(url);
    const worker = await project.workInChild({ logLevel: 'debug' });
    const programLog: LogLine[] = [];
    const destination = { write: (line: string) => programLog.push(JSON.parse(line) as LogLine) };
    const mirin = await project.connect('holder', { log: createLog({ level: 'debug', destination }), ...LEASE });
    const got = await mirin.checkout(1);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    return new FaultScene({ redis, project, worker, mirin, programLog, lease: got.lease });
  }

  /** The lines of the worker. */
  get workerLog(): readonly LogLine[] {
    return this.worker.messages.slice(this.#linesBefore);
  }

  /** How often the worker has logged this. */
  logged(event: string): number {
    return this.workerLog.filter((line) => line.event === event).length;
  }

  /** Waits until the worker has logged this so many times. */
  async untilLogged(event: string, times = 1, withinMs = 20_000): Promise<void> {
    const look = (saw: (seen: unknown) => void): boolean => {
      saw(this.workerLog.slice(-3));
      return this.logged(event) >= times;
    };
    await waitFor(`the worker to log ${event} ${times} times`, look, { withinMs });
  }

  /** An issue that nobody has asked for. */
  freshIssue(): number {
    this.#nextIssue += 1;
    return this.#nextIssue;
  }

  /** Requests, heartbeats and scans all come through; the lease of issue 1 was never lost. */
  async expectToGoOn(): Promise<void> {
    const scans = this.logged('scan.finished');
    const { expiresAtMs = 0 } = await this.project.issue(1);
    await waitFor('a grant', async (saw) => {
      const answer = await this.mirin.checkout(this.freshIssue());
      saw(answer);
      return answer.outcome === 'granted';
    });
    await this.project.untilIssue(1, 'renewed', (issue) => (issue.expiresAtMs ?? 0) > expiresAtMs);
    await this.untilLogged('scan.finished', scans + 2);
    expect(this.lease.signal.aborted).to.equal(false);
    expect(await this.project.processStatus(this.mirin.processId)).to.equal('alive');
    expect(this.worker.otherOutput, 'what libraries print of themselves').to.equal('');
  }

  /** Nothing that was refused or cut off is half-done. */
  async expectNothingHalfDone(): Promise<void> {
    expect((await verifyIndexes(this.project.store)).faults).to.deep.equal([]);
  }

  async close(): Promise<void> {
    this.redis.resume();
    await endChildren();
    await this.project.end();
    await this.redis.stop();
  }
}

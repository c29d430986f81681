/** Redis refuses all writes for a while: told once and clearly, nothing half-done, and all goes on when it is over. */

import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { dumpProject, type ProjectDump } from '../support/project-dump.ts';
import { startRedis } from '../support/redis-server.ts';
import { rejection } from '../support/rejection.ts';
import { waitFor } from '../support/wait-for.ts';
import { FaultScene } from './fault-scene.ts';

interface Refusal {
  title: string;
  isPossible?: boolean;
  begin: (scene: FaultScene) => Promise<unknown>;
  end: (scene: FaultScene) => Promise<unknown>;
  /** What errors of requests say, and what to do. */
  says: RegExp;
  hint: RegExp;
  /** What the worker's log says, where its own look tells more. */
  logs?: RegExp;
}

/** A full disk is a file that must not grow; a server that does not ignore the signal for that would just end. */
const IGNORING_XFSZ = ['sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh'];
const canLimitFiles = spawnSync('prlimit', ['--version']).status === 0;

function limitFiles({ redis }: FaultScene, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(redis.pid), `--fsize=${bytes}:`]);
  if (status !== 0) throw new Error(String(stderr));
}

const REFUSALS: readonly Refusal[] = [
  {
    title: 'OOM, its memory being full,',
    begin: ({ project }) => project.redis.config('SET', 'maxmemory', '1'),
    end: ({ project }) => project.redis.config('SET', 'maxmemory', '0'),
    says: /OOM command not allowed/,
    hint: /raise maxmemory/,
  },
  {
    title: 'READONLY, having become a replica,',
    begin: ({ project }) => project.redis.replicaof('127.0.0.1', '1'),
    end: ({ project }) => project.redis.replicaof('NO', 'ONE'),
    says: /READONLY You can't write/,
    hint: /REDIS_URL leads to the master/,
    logs: /is a read-only replica of 127\.0\.0\.1:1/,
  },
  {
    title: 'MISCONF, its disk being full,',
    isPossible: canLimitFiles,
    begin: async (scene) => limitFiles(scene, await logBytes(scene)),
    end: async (scene) => limitFiles(scene, 'unlimited'),
    says: /MISCONF Errors writing to the AOF file/,
    hint: /free some space/,
  },
];

/** The length of the append-only file. */
async function logBytes({ project }: FaultScene): Promise<number> {
  const [, folder] = (await project.redis.config('GET', 'dir')) as [string, string];
  return statSync(path.join(folder, 'appendonlydir', 'appendonly.aof.1.incr.aof')).size;
}

describe('a Redis that answers', () => {
  let scene: FaultScene;

  before(async () => {
    scene = await FaultScene.open(await startRedis({ through: IGNORING_XFSZ }));
  });
  after(() => scene.close());
  beforeEach(() => scene.forgetLogs());

  /** All that the project has, but BullMQ's locks, which run out. */
  async function dump(): Promise<ProjectDump> {
    const all = Object.entries(await dumpProject(scene.project.redis, scene.project.name));
    return Object.fromEntries(all.filter(([key]) => !/:(stalled-check|lock)$|:\d+:lock$/.test(key)));
  }

  /** A client that is just opening a new connection to whatever is the master now has nothing to say for a moment. */
  async function expectClearFault({ says, hint }: Refusal, call: () => Promise<unknown>): Promise<void> {
    const fault = await waitFor('a fault that says why', async (saw) => {
      const seen = await rejection(call());
      saw(seen);
      expect(seen.code).to.equal('MIRIN_REDIS_UNAVAILABLE');
      return says.test(seen.message) && seen;
    });
    expect(fault.hint).to.match(hint);
  }

  function expectOneLineEach({ logs, says, hint }: Refusal): void {
    const faults = scene.workerLog.filter(({ level }) => level === 'error');
    expect(faults.map(({ event }) => event)).to.deep.equal(['redis.lost']);
    expect(faults[0]?.error?.message).to.match(logs ?? says);
    if (logs === undefined) expect(faults[0]?.error?.hint).to.match(hint);
    expect(scene.logged('redis.returned')).to.equal(1);
    const beats = scene.programLog.filter(({ event }) => String(event).startsWith('heartbeat.'));
    const failed = beats.filter(({ event }) => event === 'heartbeat.failed').map(({ reason }) => reason);
    expect(failed.filter((reason) => says.test(String(reason)))).to.have.lengthOf(1);
    expect(new Set(failed).size, 'each reason once').to.equal(failed.length);
    expect(beats.at(-1)).to.include({ event: 'heartbeat.resumed' });
  }
  for (const refusal of REFUSALS) {
    it(`${refusal.title} to every write is told once, changes nothing, and is over when it is over`, async function () {
      if (refusal.isPossible === false) this.skip();
      const { mirin, project, lease } = scene;
      const [held, asked] = [scene.freshIssue(), scene.freshIssue()];
      const second = await mirin.checkout(held);
      if (second.outcome !== 'granted') expect.fail(second.outcome);
      await refusal.begin(scene);
      await scene.untilLogged('redis.lost');

      const before = await dump();
      await expectClearFault(refusal, () => mirin.checkout(asked, { timeoutMs: 1_500, requestId: `refused-${asked}` }));
      await expectClearFault(refusal, () => second.lease.checkin('completed', { timeoutMs: 1_500 }));
      await expectClearFault(refusal, () => mirin.issues.release(held, { by: 'operator', reason: 'to see' }));
      expect(await dump()).to.deep.equal(before);
      expect(lease.signal.aborted).to.equal(false);

      await refusal.end(scene);
      await scene.untilLogged('redis.returned');
      expect(await mirin.outcome(`refused-${asked}`)).to.equal(undefined);
      expect(await mirin.issues.get(asked)).to.equal(null);
      expect(await second.lease.checkin('completed')).to.include({ outcome: 'committed' });
      await scene.expectToGoOn();
      await scene.expectNothingHalfDone();
      await waitFor('beats to be told again', () => scene.programLog.at(-1)?.event === 'heartbeat.resumed');
      expectOneLineEach(refusal);
      expect(await project.issue(held)).to.include({ status: 'completed', version: 2 });
    });
  }
});

/** Tests verify by breaking each index in each direction, and on a project that is busy. */

import { expect } from 'chai';
import type { LockName, ProcessId } from '../../queues/values.ts';
import type { IndexFault } from '../../src/verify/index-fault.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { release } from '../../src/transitions/release.ts';
import { releaseLock } from '../../src/transitions/lock-release.ts';
import { DrivenProject, TTL_MS } from '../support/driven-project.ts';
import { dumpProject } from '../support/project-dump.ts';

const NOON = 1_800_000_000_000;
const MACHINE = 'boot1-ns1';

describe('verifying the indexes', () => {
  let project: DrivenProject;
  let bot: ProcessId;
  let idle: ProcessId;

  /** Issue 1 is processing, 2 completed, 3 error, 4 awaits a response, 5 pending with a task that waits. */
  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
    bot = await project.register('bot');
    idle = await project.register('idle');
    await project.take(1, bot);
    await project.handBack(2, bot, await project.take(2, bot), 'completed');
    await project.handBack(3, bot, await project.take(3, bot), 'error');
    await project.handBack(4, bot, await project.take(4, bot), 'awaiting-response');
    const victim = await project.register('victim');
    await project.repairDead(5, victim, await project.take(5, victim));
  });

  afterEach(() => project.close());

  const verify = (rebuild = false) => verifyIndexes(project.store, { rebuild });
  const keyOf = (name: string): string => project.key(name);
  const dump = () => dumpProject(project.redis, project.store.keys.project, ['clock']);

  it('finds no fault in what transitions left, and changes nothing', async () => {
    const before = await dump();
    const report = await verify(true);
    expect(report).to.deep.equal({ checked: 10, faults: [], mended: 0 });
    expect(await dump()).to.deep.equal(before);
  });

  it('finds no fault in a process that died over two issues, one of them released since: its prober looks again', async () => {
    const first = await project.take(6, idle);
    await project.take(7, idle);
    await project.repairDead(6, idle, first);
    await release(project.store, 7, { by: 'operator' });
    expect(await project.redis.sismember(keyOf(`machine:${MACHINE}`), idle)).to.equal(1);
    expect((await verify()).faults).to.deep.equal([]);
    await endProcess(project.store, { processId: idle, machineId: MACHINE }, 'dead');
    expect(await project.redis.sismember(keyOf(`machine:${MACHINE}`), idle)).to.equal(0);
    expect((await verify()).faults).to.deep.equal([]);
  });

  it('finds nothing in a project that has nothing', async () => {
    const empty = await DrivenProject.start();
    expect(await verifyIndexes(empty.store)).to.deep.equal({ checked: 0, faults: [], mended: 0 });
    empty.close();
  });

  interface Damage {
    what: string;
    break: () => Promise<unknown>;
    /** What `verify` names. */
    faults: () => IndexFault[];
  }

  const issueSets: Damage[] = [
    ...[
      ['issues', 1],
      ['issues:processing', 1],
      ['issues:completed', 2],
      ['issues:error', 3],
      ['issues:awaiting-response', 4],
      ['issues:pending', 5],
      ['leases', 1],
      ['labels:dirty', 2],
    ].map(([index, issue]) => lacking(String(index), Number(issue), (key) => project.redis.zrem(key, Number(issue)))),
    lacking('processing_issues', 1, (key) => project.redis.srem(key, 1)),
    lacking('processed_issues', 2, (key) => project.redis.srem(key, 2)),
    ...[
      ['issues', 99],
      ['issues:processing', 2],
      ['issues:completed', 1],
      ['issues:error', 99],
      ['issues:awaiting-response', 5],
      ['issues:pending', 4],
      ['issues:quarantined', 3],
      ['leases', 2],
      ['comments:wanted', 99],
    ].map(([index, issue]) =>
      wrongly(String(index), Number(issue), (key) => project.redis.zadd(key, NOON, Number(issue))),
    ),
    wrongly('processing_issues', 2, (key) => project.redis.sadd(key, 2)),
    wrongly('processed_issues', 99, (key) => project.redis.sadd(key, 99)),
  ];

  const others: Damage[] = [
    {
      what: 'a sorted set that has an issue at another time',
      break: () => project.redis.zadd(keyOf('issues'), 1, 2),
      faults: () => [{ issue: 2, what: 'issues has it at another time' }],
    },
    {
      what: 'a process whose set lacks what it holds',
      break: () => project.redis.srem(keyOf(`process:${bot}:issues`), 1),
      faults: () => [{ issue: 1, what: `process:${bot}:issues lacks it` }],
    },
    {
      what: 'a process whose set has what another holds',
      break: () => project.redis.sadd(keyOf(`process:${idle}:issues`), 1),
      faults: () => [{ issue: 1, processId: idle, what: `process:${idle}:issues has it wrongly` }],
    },
    {
      what: 'a process whose set has what nobody holds',
      break: () => project.redis.sadd(keyOf(`process:${bot}:issues`), 2, 99),
      faults: () => [2, 99].map((issue) => ({ issue, processId: bot, what: `process:${bot}:issues has it wrongly` })),
    },
    {
      what: 'a list of processes that lacks one',
      break: () => project.redis.zrem(keyOf('processes'), idle),
      faults: () => [{ processId: idle, what: 'processes lacks it' }],
    },
    {
      what: 'a list of processes that has one without a record',
      break: () => project.redis.zadd(keyOf('processes'), NOON, 'ghost~12345678'),
      faults: () => [{ processId: 'ghost~12345678', what: 'processes has it wrongly' }],
    },
    {
      what: 'a list of processes that has one at another time',
      break: () => project.redis.zadd(keyOf('processes'), 1, idle),
      faults: () => [{ processId: idle, what: 'processes has it at another time' }],
    },
    {
      what: 'a machine that lacks one of its processes',
      break: () => project.redis.srem(keyOf(`machine:${MACHINE}`), idle),
      faults: () => [{ processId: idle, what: `machine:${MACHINE} lacks it` }],
    },
    {
      what: 'a machine that has a process of another one',
      break: () => project.redis.sadd(keyOf('machine:boot2:ns2'), idle),
      faults: () => [{ processId: idle, what: 'machine:boot2:ns2 has it wrongly' }],
    },
    {
      what: 'a machine that has a process which ended',
      break: async () => {
        await endProcess(project.store, { processId: idle, machineId: MACHINE }, 'ended');
        await project.redis.sadd(keyOf(`machine:${MACHINE}`), idle);
      },
      faults: () => [{ processId: idle, what: `machine:${MACHINE} has it wrongly` }],
    },
    {
      what: 'a waiting task that is not wanted',
      break: () => project.redis.zrem(keyOf('tasks:wanted'), 'issue-5'),
      faults: () => [{ taskId: 'issue-5', what: 'tasks:wanted lacks it' }],
    },
    {
      what: 'a task that is wanted though there is none',
      break: () => project.redis.zadd(keyOf('tasks:wanted'), NOON, 'issue-99'),
      faults: () => [{ taskId: 'issue-99', what: 'tasks:wanted has it wrongly' }],
    },
    {
      what: 'a running task that is not among them',
      break: async () => {
        await project.take(5, idle);
        await project.redis.srem(keyOf('running_tasks'), 'issue-5');
      },
      faults: () => [{ taskId: 'issue-5', what: 'running_tasks lacks it' }],
    },
    {
      what: 'a waiting task among the running ones',
      break: () => project.redis.sadd(keyOf('running_tasks'), 'issue-5'),
      faults: () => [{ taskId: 'issue-5', what: 'running_tasks has it wrongly' }],
    },
    {
      what: 'members that are no issues',
      break: async () => {
        await project.redis.zadd(keyOf('issues:error'), NOON, 'abc');
        await project.redis.sadd(keyOf('processing_issues'), '0');
        await project.redis.sadd(keyOf(`process:${bot}:issues`), '007');
      },
      faults: () => [
        { what: 'issues:error has "abc", which is no issue' },
        { what: 'processing_issues has "0", which is no issue' },
        { what: `process:${bot}:issues has "007", which is no issue` },
      ],
    },
  ];

  function lacking(index: string, issue: number, take: (key: string) => Promise<unknown>): Damage {
    const faults = () => [{ issue, what: `${index} lacks it` }];
    return { what: `${index} that lacks #${issue}`, break: () => take(keyOf(index)), faults };
  }

  function wrongly(index: string, issue: number, put: (key: string) => Promise<unknown>): Damage {
    const faults = () => [{ issue, what: `${index} has it wrongly` }];
    return { what: `${index} that has #${issue} wrongly`, break: () => put(keyOf(index)), faults };
  }

  for (const damage of [...issueSets, ...others]) {
    it(`names ${damage.what}, leaves it, and mends it when asked to`, async () => {
      await damage.break();
      const broken = await dump();
      const seen = await verify();
      expect(seen.faults).to.have.deep.members(damage.faults());
      expect(seen.mended).to.equal(0);
      expect(await dump()).to.deep.equal(broken);

      const rebuilt = await verify(true);
      expect(rebuilt.faults).to.have.deep.members(damage.faults());
      expect(rebuilt.mended).to.equal(damage.faults().length);
      expect((await verify()).faults).to.deep.equal([]);
    });
  }

  it('gives a lease whose deadline was lost a whole TTL from now', async () => {
    await project.redis.zrem(keyOf('leases'), 1);
    project.setTime(NOON + 1_000);
    await verify(true);
    expect(await project.redis.zscore(keyOf('leases'), 1)).to.equal(String(NOON + 1_000 + TTL_MS));
  });

  describe('of named locks', () => {
    let bot: ProcessId;
    let other: ProcessId;
    beforeEach(async () => {
      [bot, other] = [await project.register('locker'), await project.register('other')];
      await project.takeLock('deploy', bot);
    });

    it('finds nothing wrong with one that is held, nor with one that came free', async () => {
      const fence = await project.takeLock('db/main', bot);
      await releaseLock(project.store, 'db/main' as LockName, { fence, by: 'the test' });
      expect(await verify(true)).to.include({ mended: 0 });
    });

    it('gives one whose lease, listing or holder’s entry was lost all of them again', async () => {
      await project.redis.zrem(keyOf('leases'), 'lock:deploy');
      await project.redis.zrem(keyOf('locks'), 'deploy');
      await project.redis.srem(keyOf(`process:${bot}:locks`), 'deploy');
      const { faults } = await verify(true);
      expect(faults).to.have.deep.members([
        { lock: 'deploy', what: 'locks lacks it' },
        { lock: 'deploy', what: 'leases lacks it' },
        { lock: 'deploy', what: `process:${bot}:locks lacks it` },
      ]);
      expect((await verify()).faults).to.deep.equal([]);
      expect(await project.redis.zscore(keyOf('leases'), 'lock:deploy')).to.equal(String(NOON + TTL_MS));
    });

    it('takes what nobody holds out of the leases, the list and other processes', async () => {
      await project.redis.zadd(keyOf('leases'), NOON, 'lock:gone');
      await project.redis.zadd(keyOf('locks'), NOON, 'gone');
      await project.redis.sadd(keyOf(`process:${other}:locks`), 'deploy');
      const { faults } = await verify(true);
      expect(faults).to.have.deep.members([
        { lock: 'gone', what: 'locks has it wrongly' },
        { lock: 'gone', what: 'leases has it wrongly' },
        { lock: 'deploy', what: `process:${other}:locks has it wrongly` },
      ]);
      expect((await verify()).faults).to.deep.equal([]);
    });
  });

  it('names a corrupt record, goes on with the others, and does not claim to have mended it', async () => {
    await project.redis.hset(keyOf('issue:1'), 'version', 'three');
    await project.redis.del(keyOf('issue:2'));
    await project.redis.set(keyOf('issue:2'), 'text');
    await project.redis.zrem(keyOf('issues:error'), 3);
    const report = await verify(true);
    expect(report.mended).to.equal(1);
    expect(report.faults).to.deep.include({ issue: 3, what: 'issues:error lacks it' });
    const [first, second] = [1, 2].map((number) => report.faults.find(({ issue }) => issue === number)?.what);
    expect(first).to.include(`${keyOf('issue:1')}, field version`);
    expect(second).to.include(`key ${keyOf('issue:2')}: WRONGTYPE`);
  });

  it('tells how far it has come', async () => {
    for (let issue = 101; issue <= 160; issue += 1) await project.take(issue, bot);
    const steps: { checked: number; total: number }[] = [];
    await verifyIndexes(project.store, { onProgress: (step) => steps.push(step) });
    expect(steps).to.deep.equal([
      { checked: 50, total: 70 },
      { checked: 70, total: 70 },
    ]);
  });
});

describe('verifying the indexes of a busy project', () => {
  it('takes nothing that changes meanwhile for a fault', async () => {
    const project = await DrivenProject.start();
    const work = new AbortController();
    let done = 0;
    const toil = async (lane: number): Promise<void> => {
      while (!work.signal.aborted) {
        const bot = await project.register();
        for (const issue of [lane, lane + 10]) {
          const outcome = await project.ask(issue, bot);
          if (outcome.outcome !== 'granted') continue;
          if (done % 5 === 0) await project.repairDead(issue, bot, outcome.fence);
          else await project.handBack(issue, bot, outcome.fence, done % 2 === 0 ? 'error' : 'pending');
        }
        await endProcess(project.store, { processId: bot, machineId: MACHINE }, 'ended');
        done += 1;
      }
    };
    const lanes = Promise.all([1, 2, 3, 4, 5, 6].map(toil));
    try {
      for (let round = 0; round < 15; round += 1) {
        const report = await verifyIndexes(project.store, { rebuild: round % 2 === 0 });
        expect(report.faults).to.deep.equal([]);
      }
    } finally {
      work.abort();
      await lanes;
      project.close();
    }
    expect(done).to.be.greaterThan(10);
  });
});

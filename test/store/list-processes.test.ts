/** Tests what is told of processes, one by one and in pages. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { listProcesses } from '../../src/store/list-processes.ts';
import { getProcess } from '../../src/store/read-process.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { heartbeat } from '../../src/transitions/heartbeat.ts';
import { noteUnresponsive } from '../../src/transitions/note-unresponsive.ts';
import { DrivenProject, TTL_MS } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';

const NOON = 1_800_000_000_000;

describe('processes', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
  });

  afterEach(() => project.close());

  const end = (processId: ProcessId) => endProcess(project.store, { processId, machineId: 'boot1-ns1' }, 'ended');

  it('are told with what they hold and how they fare', async () => {
    const bot = await project.register('bot');
    await project.take(12, bot);
    await project.take(3, bot);
    for (const lock of ['deploy', 'db/main']) await project.takeLock(lock, bot);
    project.setTime(NOON + 30_000);
    const beat = { processId: bot, ttlMs: TTL_MS, leases: [], acknowledged: [] };
    await heartbeat(project.store, { ...beat, rssBytes: 50_000_000, cpuPercent: 7, stuck: [12] });
    expect(await getProcess(project.store, bot)).to.deep.equal({
      processId: bot,
      name: 'bot',
      status: 'alive',
      liveness: 'beat',
      kind: 'program',
      pid: 4242,
      host: 'host-a',
      startedAtMs: NOON,
      lastSeenMs: NOON + 30_000,
      ttlMs: TTL_MS,
      isUnresponsive: false,
      isSilent: false,
      isDraining: false,
      stuckIssues: [12],
      memoryBytes: 50_000_000,
      cpuPercent: 7,
      issues: [3, 12],
      issueCount: 2,
      locks: ['db/main', 'deploy'],
    });
  });

  it('are null where no such process is known', async () => {
    expect(await getProcess(project.store, 'bot~notthere1')).to.equal(null);
  });

  it('are null where the record was lost, and only the repair of its issue knows of it', async () => {
    const bot = await project.register('bot');
    const fence = await project.take(7, bot);
    await project.redis.del(project.key(`process:${bot}`));
    expect(await project.repairDead(7, bot, fence)).to.include({ outcome: 'repaired' });
    expect(await getProcess(project.store, bot)).to.equal(null);
    expect((await listProcesses(project.store)).processes).to.deep.equal([]);
  });

  it('are silent from the end of their TTL on, while nobody has called them dead', async () => {
    const bot = await project.register('bot');
    project.setTime(NOON + TTL_MS - 1);
    expect(await getProcess(project.store, bot)).to.include({ isSilent: false });
    project.setTime(NOON + TTL_MS);
    expect(await getProcess(project.store, bot)).to.include({ isSilent: true });
    await end(bot);
    expect(await getProcess(project.store, bot)).to.include({ isSilent: false, status: 'ended' });
  });

  it('are unresponsive once their pid was seen to live beyond a deadline', async () => {
    const bot = await project.register('bot');
    project.setTime(NOON + TTL_MS);
    await project.redis.hset(project.store.keys.own.clock, 'tick', NOON + TTL_MS);
    await noteUnresponsive(project.store, bot);
    expect(await getProcess(project.store, bot)).to.include({ isUnresponsive: true, status: 'alive' });
  });

  it('name at most 500 of the issues that they hold, and count all', async () => {
    const bot = await project.register('bot');
    for (let issue = 1; issue <= 510; issue += 1) await project.take(issue, bot);
    const record = await getProcess(project.store, bot);
    expect(record?.issueCount).to.equal(510);
    expect(new Set(record?.issues)).to.have.lengthOf(500);
  });

  it('are listed last seen first, in pages', async () => {
    const ids: ProcessId[] = [];
    for (let index = 0; index < 7; index += 1) {
      project.setTime(NOON + index);
      ids.push(await project.register('bot'));
    }
    const first = await listProcesses(project.store, { limit: 4 });
    const second = await listProcesses(project.store, { limit: 4, cursor: first.next ?? '' });
    expect(second.next).to.equal(null);
    expect([...first.processes, ...second.processes].map(({ processId }) => processId)).to.deep.equal(ids.toReversed());
  });

  it('fill a page with those of the wanted status, however many others were seen later', async () => {
    const alive = await project.register('steady');
    project.setTime(NOON + 1);
    for (let index = 0; index < 30; index += 1) await end(await project.register('brief'));
    const page = await listProcesses(project.store, { status: 'alive', limit: 2 });
    expect(page.processes.map(({ processId }) => processId)).to.deep.equal([alive]);
    expect(page.next).to.equal(null);
    expect((await listProcesses(project.store, { status: 'ended', limit: 500 })).processes).to.have.lengthOf(30);
  });

  it('stop looking for those of a rare status at some time, and say where to go on', async () => {
    await project.register('steady');
    project.setTime(NOON + 1);
    for (let index = 0; index < 25; index += 1) await end(await project.register('brief'));
    const first = await listProcesses(project.store, { status: 'alive', limit: 1 });
    expect(first.processes).to.deep.equal([]);
    const second = await listProcesses(project.store, { status: 'alive', limit: 1, cursor: first.next ?? '' });
    expect(second.processes.map(({ name }) => name)).to.deep.equal(['steady']);
  });

  it('name key and field where a record is corrupt', async () => {
    const bot = await project.register('bot');
    await project.redis.hset(project.key(`process:${bot}`), 'ttlMs', 'long');
    const fault = await rejection(listProcesses(project.store));
    expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
    expect(fault.message).to.include(`key ${project.key(`process:${bot}`)}, field ttlMs`);
  });
});

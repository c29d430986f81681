/** Register-process: a process becomes known before its first lease. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { registerProcess, type ProcessRecord } from '../../src/transitions/register-process.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const RECORD: ProcessRecord = {
  processId: 'bot~abcdefgh' as ProcessId,
  name: 'bot',
  liveness: 'beat',
  kind: 'program',
  pid: 4242,
  pidStarted: '77',
  machineId: 'boot1-ns1',
  host: 'host-a',
  tmuxSession: 'main:1',
  version: '0.1.0',
  ttlMs: 90_000,
};

describe('register-process', () => {
  const project = useTransitionProject();
  const machine = () => project.redis.smembers(project.keys.machine('boot1-ns1'));
  const heartbeatMs = () => project.redis.pttl(project.keys.process(RECORD.processId).heartbeat);

  it('writes down who the process is and where it lives', async () => {
    expect(await registerProcess(project.store, RECORD)).to.deep.equal({ outcome: 'registered', atMs: T0 });
    expect(await project.process(RECORD.processId)).to.deep.equal({
      name: 'bot',
      status: 'alive',
      liveness: 'beat',
      kind: 'program',
      pid: '4242',
      pidStarted: '77',
      machine: 'boot1-ns1',
      host: 'host-a',
      tmuxSession: 'main:1',
      version: '0.1.0',
      ttlMs: '90000',
      lastSeen: String(T0),
      startedAt: String(T0),
    });
    expect(await machine()).to.deep.equal([RECORD.processId]);
    expect(await heartbeatMs()).to.be.within(1, 90_000);
    expect((await project.dump())['processes']).to.deep.equal({ [RECORD.processId]: String(T0) });
  });

  it('is harmless again while the process lives, and keeps its start', async () => {
    await registerProcess(project.store, RECORD);
    await project.pass(5_000);
    expect(await registerProcess(project.store, RECORD)).to.include({ outcome: 'registered' });
    const record = await project.process(RECORD.processId);
    expect(record).to.include({ startedAt: String(T0), lastSeen: String(T0 + 5_000) });
  });

  it('has nobody probe a process without heartbeats, or one of an unknown machine', async () => {
    await registerProcess(project.store, { ...RECORD, liveness: 'ttl' });
    await registerProcess(project.store, { ...RECORD, processId: 'far~abcdefgh' as ProcessId, machineId: '' });
    expect(await machine()).to.deep.equal([]);
    expect(await heartbeatMs()).to.equal(-2);
    expect(await project.redis.exists(project.keys.machine(''))).to.equal(0);
  });

  it('refuses an id that has ended: dead is final', async () => {
    await registerProcess(project.store, RECORD);
    await endProcess(project.store, RECORD, 'dead');
    const before = await project.dump();
    expect(await registerProcess(project.store, RECORD)).to.deep.equal({ outcome: 'ended' });
    expect(await project.dump()).to.deep.equal(before);
  });
});

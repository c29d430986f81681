/** Tests that an issue's record tells what the transitions made of it, and names what is corrupt. */

import { expect } from 'chai';
import { getIssue } from '../../src/store/read-issue.ts';
import { heartbeat } from '../../src/transitions/heartbeat.ts';
import { openLabelPass } from '../../src/transitions/label-open.ts';
import { closeLabelPass } from '../../src/transitions/label-close.ts';
import { DrivenProject, TTL_MS } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';

const NOON = 1_800_000_000_000;

describe('reading one issue', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
  });

  afterEach(() => project.close());

  it('finds nothing where an issue was never seen', async () => {
    expect(await getIssue(project.store, 7)).to.equal(null);
  });

  it('finds nothing where only a label pass has looked at the issue', async () => {
    await openLabelPass(project.store, 7, 'pass-1');
    expect(await project.redis.exists(project.key('issue:7'))).to.equal(1);
    expect(await getIssue(project.store, 7)).to.equal(null);
  });

  it('tells of a held issue who holds it, since when and until when', async () => {
    const bot = await project.register('bot');
    const fence = await project.take(7, bot, { taskType: 'dogfooding', priority: 'high' });
    expect(await getIssue(project.store, 7)).to.deep.equal({
      issue: 7,
      status: 'processing',
      version: 1,
      fence,
      processId: bot,
      pid: 4242,
      host: 'host-a',
      checkedOutBy: 'bot',
      taskType: 'dogfooding',
      priority: 'high',
      startTimeMs: NOON,
      lastUpdateMs: NOON,
      expiresAtMs: NOON + TTL_MS,
      isExpired: false,
      attempt: 1,
      orphanings: [],
      labels: { isDirty: true, dirtySinceMs: NOON },
    });
  });

  it('calls a lease expired from its very deadline on', async () => {
    await project.take(7, await project.register());
    project.setTime(NOON + TTL_MS - 1);
    expect(await getIssue(project.store, 7)).to.include({ isExpired: false });
    project.setTime(NOON + TTL_MS);
    expect(await getIssue(project.store, 7)).to.include({ isExpired: true, status: 'processing' });
  });

  it('gives back result, metadata and checkpoint as they were written, and how the lease ended', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot);
    const checkpoint = '{"files":[],"step":3}';
    const beat = { processId: bot, ttlMs: TTL_MS, rssBytes: 1, cpuPercent: 1, acknowledged: [] };
    await heartbeat(project.store, { ...beat, leases: [{ issue: 7, fence, checkpoint }] });
    project.setTime(NOON + 1_000);
    await project.handBack(7, bot, fence, 'error', { result: '{"list":[],"pr":45}', metadata: 'null' });
    const record = await getIssue(project.store, 7);
    expect(record).to.deep.include({ status: 'error', result: { list: [], pr: 45 }, metadata: null, attempt: 0 });
    expect(record).to.include({ fence, startTimeMs: NOON, endTimeMs: NOON + 1_000 });
    expect(record).to.not.have.any.keys('processId', 'pid', 'host', 'expiresAtMs');
    expect(record?.previous).to.deep.equal({
      processId: bot,
      fence,
      ended: 'checkin',
      endedAtMs: NOON + 1_000,
      checkpoint: { files: [], step: 3 },
    });
  });

  it('lists the deaths over an issue until they quarantine it, with the reason', async () => {
    for (let death = 0; death < 3; death += 1) {
      project.setTime(NOON + death * 1_000);
      const bot = await project.register();
      await project.repairDead(7, bot, await project.take(7, bot));
    }
    const record = await getIssue(project.store, 7);
    expect(record).to.deep.include({ status: 'quarantined', orphanings: [NOON, NOON + 1_000, NOON + 2_000] });
    expect(record).to.include({ reason: 'its holder died 3 times', isExpired: false });
  });

  it('tells until when an issue is not granted after a crash under mirin run', async () => {
    const runner = await project.register('runner', { kind: 'run' });
    await project.repairDead(7, runner, await project.take(7, runner));
    expect(await getIssue(project.store, 7)).to.include({ coolUntilMs: NOON + project.rules.lockDelayMs });
  });

  it('calls the labels clean once a pass has brought them in line', async () => {
    await project.take(7, await project.register());
    const pass = {
      passId: 'pass-1',
      wasOpened: false,
      version: '1',
      epoch: '0',
      isAmbiguous: false,
      isBrokenOff: false,
    };
    expect(await closeLabelPass(project.store, 7, pass)).to.equal('clean');
    expect((await getIssue(project.store, 7))?.labels).to.deep.equal({ isDirty: false });
  });

  const broken = [
    ['version', 'three'],
    ['lastUpdate', ''],
    ['startTime', '1e400'],
    ['attempt', '-1'],
    ['status', 'procesing'],
    ['fence', '007'],
    ['processId', 'nobody'],
    ['orphanings', '12,x'],
    ['result', '{"pr":'],
  ] as const;

  for (const [field, text] of broken) {
    it(`names key and field where ${field} is ${JSON.stringify(text)}`, async () => {
      await project.take(7, await project.register());
      await project.redis.hset(project.key('issue:7'), field, text);
      const fault = await rejection(getIssue(project.store, 7));
      expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
      expect(fault.message).to.include(`key ${project.key('issue:7')}, field ${field}: expected`);
      expect(fault.message).to.include(`found ${JSON.stringify(text)}`);
    });
  }

  it('names the key where it has another type', async () => {
    await project.redis.set(project.key('issue:7'), 'text');
    const fault = await rejection(getIssue(project.store, 7));
    expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
    expect(fault.message).to.include(project.key('issue:7'));
  });

  it('refuses what is no issue number', async () => {
    for (const issue of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
      expect((await rejection(getIssue(project.store, issue))).code).to.equal('MIRIN_REQUEST_INVALID');
    }
  });

  it('says so when Redis is away', async () => {
    project.redis.disconnect();
    expect((await rejection(getIssue(project.store, 7))).code).to.equal('MIRIN_REDIS_UNAVAILABLE');
  });
});

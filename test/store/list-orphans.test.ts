/** Tests which leases count as orphaned, and from which millisecond on. */

import { expect } from 'chai';
import { listOrphans, type OrphanRecord } from '../../src/store/list-orphans.ts';
import { heartbeat } from '../../src/transitions/heartbeat.ts';
import { DrivenProject, TTL_MS } from '../support/driven-project.ts';

const NOON = 1_800_000_000_000;

describe('orphans', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
  });

  afterEach(() => project.close());

  async function all(limit: number): Promise<OrphanRecord[]> {
    const orphans: OrphanRecord[] = [];
    let next: string | null | undefined;
    while (next !== null) {
      const page = await listOrphans(project.store, { limit, ...(next === undefined ? {} : { cursor: next }) });
      orphans.push(...page.orphans);
      ({ next } = page);
    }
    return orphans;
  }

  it('are none while every holder is alive and in time', async () => {
    const bot = await project.register();
    await project.take(7, bot);
    project.setTime(NOON + TTL_MS - 1);
    expect(await listOrphans(project.store)).to.deep.equal({ orphans: [], next: null });
  });

  it('are issues whose deadline passed, from that very millisecond on', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot);
    project.setTime(NOON + TTL_MS);
    const orphan = { issue: 7, holder: bot, fence, deadlineMs: NOON + TTL_MS, cause: 'expired' } as const;
    expect(await all(10)).to.deep.equal([{ ...orphan, expiredForMs: 0 }]);
    project.setTime(NOON + TTL_MS + 5_000);
    expect(await all(10)).to.deep.equal([{ ...orphan, expiredForMs: 5_000 }]);
  });

  it('are no more once a beat renewed the lease', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot);
    project.setTime(NOON + TTL_MS);
    const beat = { processId: bot, ttlMs: TTL_MS, rssBytes: 1, cpuPercent: 1, acknowledged: [] };
    await heartbeat(project.store, { ...beat, leases: [{ issue: 7, fence }] });
    expect(await all(10)).to.deep.equal([]);
  });

  it('are the other issues of a holder that died, before their deadline too', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot);
    const left = await project.take(8, bot);
    await project.take(9, await project.register());
    await project.repairDead(7, bot, fence);
    expect(await all(10)).to.deep.equal([
      { issue: 8, holder: bot, fence: left, deadlineMs: NOON + TTL_MS, expiredForMs: 0, cause: 'dead' },
    ]);
  });

  it('come in the order of their deadlines, each on one page only', async () => {
    const bot = await project.register();
    for (let issue = 1; issue <= 12; issue += 1) {
      project.setTime(NOON + Math.floor(issue / 4));
      await project.take(issue, bot);
    }
    project.setTime(NOON + TTL_MS + 2);
    const orphans = await all(5);
    expect(orphans.map(({ issue }) => issue).toSorted((a, b) => a - b)).to.deep.equal([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    const deadlines = orphans.map(({ deadlineMs }) => deadlineMs);
    expect(deadlines).to.deep.equal(deadlines.toSorted((a, b) => a - b));
  });

  it('leave out named locks, and leases that ended while they were read', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot);
    await project.handBack(7, bot, fence, 'completed');
    await project.redis.zadd(project.key('leases'), NOON, 'lock:deploy', NOON, '7');
    expect(await all(10)).to.deep.equal([]);
  });

  it('are only looked at: listing them changes nothing', async () => {
    const bot = await project.register();
    for (let issue = 1; issue <= 8; issue += 1) await project.take(issue, bot);
    const before = await project.redis.hgetall(project.key('clock'));
    project.setTime(NOON + TTL_MS);
    expect(await all(10)).to.have.lengthOf(8);
    expect(await project.redis.hgetall(project.key('clock'))).to.deep.equal(before);
  });
});

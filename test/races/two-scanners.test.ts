/** Several scans and repairs of the same orphans at once: each death is found by all of them, and counts once. */

import { expect } from 'chai';
import type { Job } from 'bullmq';
import type { OrphanRepairJob } from '../../queues/follow-ups.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { handleProjectScan } from '../../workers/project-scan-handler.ts';
import type { RunningWorkers } from '../../workers/start-workers.ts';
import { untilJob, useWorkshop } from '../workers/workshop.ts';

const ORPHANS = 25;
/** More than the orphans: where most leases run out at once, nobody is blamed. */
const LIVING = 30;
const HOUR_MS = 3_600_000;

describe('scans by two workers at once', () => {
  const workshop = useWorkshop();
  const numbers = (first: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => first + index);
  const orphans = numbers(1, ORPHANS);
  const living = numbers(101, LIVING);

  const take = async (issue: number): Promise<OrphanRepairJob> => {
    const { driven, live } = workshop.open;
    const holder = await driven.register('bot', { liveness: 'ttl', machineId: '' });
    const fence = await driven.take(issue, holder, { ttlMs: 600_000 });
    return { v: 1, kind: 'orphan-repair', project: live.name, issue, holder, fence, deadlineMs: 1, cause: 'expired' };
  };

  /** Lets the lease of the issue run out long ago. */
  const expire = ({ issue, deadlineMs }: OrphanRepairJob): Promise<unknown> =>
    workshop.open.live.redis.zadd(workshop.open.live.store.keys.own.leases, deadlineMs, issue);

  /** Past the queue, which lets one scan run at a time. */
  async function scanBy({ context }: RunningWorkers): Promise<unknown> {
    const site = context.visit(workshop.open.live.name);
    return handleProjectScan({ v: 1, kind: 'project-scan', project: workshop.open.live.name }, site, context);
  }

  /** Past the rule that one repair is asked for once. */
  async function repairAgain(seen: readonly OrphanRepairJob[]): Promise<Job[]> {
    return workshop.open.queues.orphans.addBulk(seen.map((data) => ({ name: data.kind, data })));
  }

  it('repair each orphan once, count its death once, and want its task once', async () => {
    const { live, queues } = workshop.open;
    const seen = await Promise.all(orphans.map(take));
    await Promise.all(living.map(take));
    const workers = [await live.work({ scanEveryMs: HOUR_MS }), await live.work({ scanEveryMs: HOUR_MS })];
    await workshop.open.untilLogged('scan.finished');
    await Promise.all(seen.map(expire));
    // Who saw no deadline any more has looked when the issue was repaired already.
    const more = [...seen, ...seen.map((repair) => ({ ...repair, deadlineMs: 0 }))];
    const [jobs] = await Promise.all([repairAgain(more), ...[...workers, ...workers].map(scanBy)]);
    for (const job of jobs) await untilJob(queues.orphans, job, 'completed');
    await workshop.open.scan();

    for (const { issue } of seen) {
      const { status, version, orphanings } = await live.issue(issue);
      expect({ status, version, deaths: orphanings.length }).to.deep.equal({
        status: 'pending',
        version: 2,
        deaths: 1,
      });
      const history = (await issueHistory(live.store, issue)).map(({ type }) => type);
      expect(history, `history of #${issue}`).to.deep.equal(['checkout.granted', 'orphan.repaired']);
      expect(await live.redis.hget(live.store.keys.task(`issue-${issue}`), 'run')).to.equal('1');
    }
    const events = await live.redis.xrange(live.store.keys.own.events, '-', '+');
    expect(events.filter(([, fields]) => fields.includes('process.dead'))).to.have.length(ORPHANS);
    expect(await queues.tasks.getPrioritizedCount(), 'tickets').to.equal(ORPHANS);
    expect((await live.issue(101)).status).to.equal('processing');
    expect((await verifyIndexes(live.store)).faults).to.deep.equal([]);
  });
});

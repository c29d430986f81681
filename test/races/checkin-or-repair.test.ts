/** A checkin and a repair of the same lease meet: one of them counts, and the other hears so, whichever comes first. */

import { expect } from 'chai';
import type { CheckinRequest } from '../../queues/requests.ts';
import type { OrphanRepairJob } from '../../queues/follow-ups.ts';
import type { ProcessId, RequestId } from '../../queues/values.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { readOutcome } from '../../src/store/read-outcome.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { type HeldLease, useTransitionProject } from '../support/transition-fixture.ts';
import { untilJob, useWorkshop } from '../workers/workshop.ts';

describe('a checkin and a repair in the same millisecond', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let lease: HeldLease;

  beforeEach(async () => {
    bot = await project.driven.register('bot', { machineId: '' });
    lease = await project.take(9, bot);
    await project.pass(TTL_MS);
  });

  const checkIn = () => project.driven.handBack(9, bot, lease.fence, 'completed');

  for (const cause of ['expired', 'dead'] as const) {
    it(`leave the checkin committed where that comes first, and the repair says ${cause}`, async () => {
      expect(await checkIn()).to.deep.equal({ outcome: 'committed', version: 2 });
      const before = await project.dump();
      expect(await project.repair(lease, { cause })).to.deep.equal({ outcome: 'changed' });
      expect(await project.dump()).to.deep.equal(before);
      expect(await project.issue(9))
        .to.include({ status: 'completed' })
        .and.not.have.property('orphanings');
      expect(await project.process(bot)).to.include({ status: 'alive' });
    });

    it(`leave the issue pending where the repair comes first, and says ${cause}`, async () => {
      expect(await project.repair(lease, { cause })).to.include({ outcome: 'repaired', to: 'pending', orphanings: 1 });
      const before = await project.issue(9);
      expect(await checkIn()).to.deep.equal({ outcome: 'superseded' });
      expect(await project.issue(9)).to.deep.equal(before);
    });
  }
});

describe('the jobs of checkins and of repairs', () => {
  const ISSUES = Array.from({ length: 60 }, (_, index) => index + 1);
  const workshop = useWorkshop();

  interface Rivals {
    checkin: CheckinRequest;
    repair: OrphanRepairJob;
  }

  /** An issue whose holder hands it back while somebody takes it for dead. */
  async function rivalsFor(issue: number): Promise<Rivals> {
    const { driven, live } = workshop.open;
    const holder = await driven.register();
    const fence = await driven.take(issue, holder);
    const deadlineMs = Number(await live.redis.zscore(live.store.keys.own.leases, issue));
    const requestId = `checkin-${issue}-of-it` as RequestId;
    return {
      checkin: { v: 1, kind: 'checkin', requestId, issue, processId: holder, fence, status: 'completed' },
      repair: { v: 1, kind: 'orphan-repair', project: live.name, issue, holder, fence, deadlineMs, cause: 'dead' },
    };
  }

  /** What came of them: history of the issue, outcome of the checkin, outcome of the repair. */
  async function endOf({ issue, requestId }: CheckinRequest, repairJobId = ''): Promise<string> {
    const { live, queues } = workshop.open;
    const history = (await issueHistory(live.store, issue)).map(({ type }) => type);
    const checkin = await readOutcome(live.store, requestId);
    const repair = (await queues.orphans.getJob(repairJobId))?.returnvalue as { outcome: string };
    return [...history, checkin?.outcome, repair.outcome].join(' ');
  }

  it('that meet half-way end each issue in one of two ways, and no other', async () => {
    const { live, queues } = workshop.open;
    const rivals = await Promise.all(ISSUES.map(rivalsFor));
    // One after the other, the ones from the first issue on and the others from the last.
    await live.work({ workerConcurrency: 1, scanEveryMs: 3_600_000 });
    const jobsOf = <Data extends { kind: string }>(all: readonly Data[]) =>
      all.map((data) => ({ name: data.kind, data }));
    const [checkins, repairs] = await Promise.all([
      queues.requests.addBulk(jobsOf(rivals.map(({ checkin }) => checkin))),
      queues.orphans.addBulk(jobsOf(rivals.map(({ repair }) => repair).toReversed())),
    ]);
    for (const job of checkins) await untilJob(queues.requests, job, 'completed');
    for (const job of repairs) await untilJob(queues.orphans, job, 'completed');

    const repairIds = repairs.toReversed().map(({ id }) => id);
    const ends = await Promise.all(rivals.map(({ checkin }, place) => endOf(checkin, repairIds[place])));
    expect([...new Set(ends)]).to.have.members([
      'checkout.granted checkin.committed committed changed',
      'checkout.granted orphan.repaired checkin.superseded superseded repaired',
    ]);
  });
});

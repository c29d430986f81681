/** Keys of another major version: no client and no worker of ours touches them, and each says what to do. */

import { expect } from 'chai';
import type { Lease } from '../../src/client/lease.ts';
import type { Mirin } from '../../src/client/mirin.ts';
import { MirinError } from '../../src/errors.ts';
import { mirinJson } from '../cli/mirin-command.ts';
import { LiveProject } from '../support/live-project.ts';
import { dumpProject, type ProjectDump } from '../support/project-dump.ts';
import { rejection } from '../support/rejection.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const HELD = 1;

describe('keys of another version', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let mirin: Mirin;
  let lease: Lease;
  let untouched: ProjectDump;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work();
    mirin = await project.connect('bot', { heartbeatTtlMs: 600_000 });
    const got = await mirin.checkout(HELD);
    if (got.outcome !== 'granted') expect.fail(got.outcome);
    ({ lease } = got);
    await project.redis.set(project.store.keys.own.schema, '2');
    untouched = await state();
  });
  after(async () => {
    await project.end();
    await redis.stop();
  });

  /** All but the queues. */
  async function state(): Promise<ProjectDump> {
    const dump = await dumpProject(project.redis, project.name);
    return Object.fromEntries(Object.entries(dump).filter(([key]) => !key.startsWith('mirin-')));
  }

  function expectRefusal(fault: unknown): void {
    if (!(fault instanceof MirinError)) throw fault;
    expect(fault.code).to.equal('MIRIN_SCHEMA_UNSUPPORTED');
    expect(fault.message).to.equal(`key ${project.store.keys.own.schema}: expected version 1, found 2`);
    expect(fault.hint).to.include('use the version that wrote it');
  }

  const by = { by: 'an operator' };
  const end = new AbortController();
  const calls: Record<string, () => Promise<unknown>> = {
    checkout: () => mirin.checkout(2),
    'lease.checkin': () => lease.checkin('completed'),
    withIssue: () => mirin.withIssue(2, {}, async () => undefined),
    work: () => mirin.work(async () => undefined, { signal: end.signal }),
    outcome: () => mirin.outcome('some-request'),
    'issues.get': () => mirin.issues.get(HELD),
    'issues.list': () => mirin.issues.list(),
    'issues.list of a status that none has': () => mirin.issues.list({ status: 'error' }),
    'issues.stats': () => mirin.issues.stats(),
    'issues.history': () => mirin.issues.history(HELD),
    'issues.watch': () => mirin.issues.watch({ signal: end.signal, after: '0' }).next(),
    'issues.release': () => mirin.issues.release(HELD, by),
    'issues.releaseQuarantine': () => mirin.issues.releaseQuarantine(HELD, by),
    'issues.reset': () => mirin.issues.reset(HELD, by),
    'orphans.list': () => mirin.orphans.list(),
    'orphans.repair': () => mirin.orphans.repair(HELD),
    'labels.status': () => mirin.labels.status(),
    'labels.sync': () => mirin.labels.sync(HELD),
    'processes.list': () => mirin.processes.list(),
    'processes.get': () => mirin.processes.get(mirin.processId),
  };
  for (const [name, call] of Object.entries(calls)) {
    it(`are refused by ${name}, where the client was connected before`, async () =>
      expectRefusal(await rejection(call())));
  }

  it('are refused by a client that connects, by the command line, and by a worker that starts', async function () {
    this.timeout(60_000);
    expectRefusal(await rejection(project.connect('late')));
    expectRefusal(await rejection(project.work()));
    const given = ['--project', project.name, '--redis', redis.url];
    const ran = await Promise.all([
      mirinJson(['issues', ...given]),
      mirinJson(['status', ...given]),
      mirinJson(['checkout', '2', ...given]),
    ]);
    for (const { code, json } of ran) {
      expect(code).to.equal(1);
      expect(json['error']).to.include({ code: 'MIRIN_SCHEMA_UNSUPPORTED' });
    }
  });

  it('are refused by a worker that ran before, which says so in its log', async () => {
    const refusals = await waitFor('the refused requests in the log', () => {
      const failed = project.logged.filter(
        ({ event, queue }) => event === 'queue.failed' && queue === 'mirin-requests',
      );
      return failed.length >= 3 && failed;
    });
    for (const { error } of refusals) expect(error).to.include({ code: 'MIRIN_SCHEMA_UNSUPPORTED' });
  });

  it('are as they were after all of this', async () => expect(await state()).to.deep.equal(untouched));

  it('leave a lease to be handed back when they are of our version again', async () => {
    await project.redis.set(project.store.keys.own.schema, '1');
    expect(lease.signal.aborted).to.equal(false);
    expect(await lease.checkin('completed')).to.include({ outcome: 'committed' });
    end.abort();
  });
});

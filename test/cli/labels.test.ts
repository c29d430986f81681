/** Tests of `mirin labels`: what it tells of accounts and of issues that wait, and what it has tried again. */

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { noteBlock } from '../../src/github/label-block.ts';
import { accountStore, type AccountStore } from '../../src/redis/account-store.ts';
import { type AccountReport, returnSlot } from '../../src/transitions/gate-return.ts';
import { takeSlot } from '../../src/transitions/gate-take.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

const REASON = '403 Resource not accessible by integration';

describe('mirin labels', () => {
  let driven: DrivenProject;
  let account: AccountStore;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    driven = await DrivenProject.start();
    const id = randomBytes(6).toString('hex');
    account = accountStore(driven.redis, { id, host: `${id}.test` });
    env = { REDIS_URL: (await sharedRedis()).url, MIRIN_PROJECT: driven.store.keys.project };
  });
  afterEach(() => driven.close());

  /** One read of the account, so answered. */
  async function request(report: AccountReport): Promise<void> {
    await takeSlot(account, 'read', 'a-read');
    await returnSlot(account, { kind: 'read', slot: 'a-read' }, report);
  }

  const ownAccount = async (): Promise<Record<string, unknown> | undefined> => {
    const { json } = await mirinJson(['labels', 'status'], { env });
    return (json['accounts'] as Record<string, unknown>[]).find(({ id }) => id === account.keys.id);
  };

  it('shows of each account why it waits and until when, its breakers, its budget, and what is under way', async () => {
    const budget = { limit: 5_000, remaining: 4_321, resetInMs: 600_000 };
    await request({ finding: 'limited', reason: '403 secondary rate limit', waitMs: 90_000, budget });
    const shown = await ownAccount();
    expect(shown).to.deep.include({
      host: account.host,
      pausedBecause: '403 secondary rate limit',
      breaker: { state: 'closed' },
      hostBreaker: { state: 'closed' },
      requestsInFlight: 0,
      passesInFlight: 0,
    });
    expect(Number(shown?.['pausedUntilMs'])).to.be.within(Date.now() + 60_000, Date.now() + 90_000);
    expect(shown?.['budget']).to.include({ limit: 5_000, remaining: 4_321 });
    const { stdout } = await mirin(['labels', 'status'], { env });
    expect(stdout).to.match(/^paused +until \d\d:\d\d:\d\d \(in \d+ s\): 403 secondary rate limit$/m);
    expect(stdout).to.match(/^budget +4321 of 5000 left, new in \d+ min$/m);
  });

  it('counts what is under way', async () => {
    await takeSlot(account, 'pass', 'a-pass');
    await takeSlot(account, 'write', 'a-write');
    expect(await ownAccount()).to.include({ requestsInFlight: 1, passesInFlight: 1 });
  });

  it('shows a breaker with its reason, and has the account tried now when told so', async () => {
    await request({ finding: 'unauthorized', reason: '401 Bad credentials' });
    expect((await ownAccount())?.['breaker']).to.include({ state: 'open', because: '401 Bad credentials' });
    const { code, json } = await mirinJson(['labels', 'retry'], { env });
    expect(code).to.equal(0);
    expect(json).to.deep.include({ outcome: 'requested', issues: [] });
    expect(json['accounts']).to.include(account.keys.id);
    expect((await ownAccount())?.['breaker']).to.include({ state: 'half-open' });
  });

  it('shows which issues GitHub refused, why and since when, and has them tried again when told so', async () => {
    const bot = await driven.register('bot');
    for (const issue of [3, 4]) await driven.take(issue, bot);
    await noteBlock(driven.store, 4, { version: '1', reason: REASON });
    const { json: status } = await mirinJson(['labels', 'status'], { env });
    expect(status).to.include({ dirty: 2, open: 0, hasAccount: false });
    const [free, blocked] = status['issues'] as Record<string, unknown>[];
    expect(free).to.include({ issue: 3 }).and.not.have.property('blocked');
    expect(blocked).to.have.nested.property('blocked.reason', REASON);
    const { stdout } = await mirin(['labels', 'status'], { env });
    expect(stdout).to.match(/^ +#4 +\d+ s ago +\d+ s ago: 403 Resource not accessible by integration$/m);

    expect((await mirinJson(['labels', 'retry', '4'], { env })).json).to.deep.include({ issues: [4] });
    const { json: after } = await mirinJson(['labels', 'status'], { env });
    expect((after['issues'] as object[]).filter((issue) => 'blocked' in issue)).to.deep.equal([]);
  });

  it('keeps the time of the first refusal while the reason stays the same', async () => {
    await driven.take(4, await driven.register('bot'));
    const since = async () => driven.redis.hget(driven.store.keys.issue(4).issue, 'labelBlockedAt');
    driven.setTime(1_000);
    await noteBlock(driven.store, 4, { version: '1', reason: REASON });
    driven.setTime(2_000);
    await noteBlock(driven.store, 4, { version: '2', reason: REASON });
    expect(await since()).to.equal('1000');
    await noteBlock(driven.store, 4, { version: '2', reason: '410 This issue was deleted' });
    expect(await since()).to.equal('2000');
    driven.setTime(undefined);
  });
});

/** Reindex-holdings: takes from a process's set what it does not hold, judged at the moment of writing. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { reindexHoldings } from '../../src/transitions/reindex-holdings.ts';
import { useTransitionProject } from '../support/transition-fixture.ts';

describe('reindex-holdings', () => {
  const project = useTransitionProject();
  let bot: ProcessId;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    await project.take(1, bot);
  });

  const named = () => project.redis.smembers(project.keys.process(bot).process_issues);

  it('leaves what the process holds', async () => {
    expect(await reindexHoldings(project.store, bot, [1], true)).to.deep.equal([]);
    expect(await named()).to.deep.equal(['1']);
  });

  it('takes nothing that was handed back since it was seen for a fault', async () => {
    expect(await reindexHoldings(project.store, bot, [1, 2], true)).to.deep.equal([]);
  });

  it('names what another process holds or nobody, and takes it away only when asked to', async () => {
    await project.take(2, await project.driven.register('other'));
    await project.redis.sadd(project.keys.process(bot).process_issues, 2, 3);
    expect(await reindexHoldings(project.store, bot, [1, 2, 3], false)).to.deep.equal([2, 3]);
    expect(await named()).to.have.members(['1', '2', '3']);
    expect(await reindexHoldings(project.store, bot, [1, 2, 3], true)).to.deep.equal([2, 3]);
    expect(await named()).to.deep.equal(['1']);
  });
});

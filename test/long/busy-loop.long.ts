/** A program computes for a minute under a lease of ten seconds, and keeps it. */

import { expect } from 'chai';
import { issueHistory } from '../../src/store/issue-history.ts';
import { endChildren } from '../support/child.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { startRedis } from '../support/redis-server.ts';

const BUSY_MS = 60_000;

describe('a lease of ten seconds', () => {
  it('survives a minute in which its holder’s event loop is never free', async () => {
    expect(QUICK.heartbeatTtlMs).to.equal(10_000);
    const redis = await startRedis();
    const project = new LiveProject(redis.url);
    try {
      await project.work();
      const holder = await project.connectInChild('busy');
      expect(await holder.does({ do: 'checkout', issue: 1 })).to.include({ outcome: 'granted' });
      expect(await holder.does({ do: 'block', ms: BUSY_MS }, BUSY_MS + 60_000)).to.include({ blockedMs: BUSY_MS });
      expect(holder.child.messages.filter(({ event }) => event === 'lost')).to.deep.equal([]);
      const checkin = await holder.does({ do: 'checkin', issue: 1, status: 'completed' });
      expect(checkin).to.deep.include({ outcome: 'committed', version: 2 });
      const history = await issueHistory(project.store, 1);
      expect(history.map(({ type }) => type)).to.deep.equal(['checkout.granted', 'checkin.committed']);
    } finally {
      await endChildren();
      await project.end();
      await redis.stop();
    }
  });
});

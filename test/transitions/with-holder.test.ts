/** The holder decides which keys a script declares: one that changes between the reading and the script is read again. */

import { expect } from 'chai';
import type { ChainableCommander } from 'ioredis';
import type { Fence, ProcessId } from '../../queues/values.ts';
import type { ProjectStore } from '../../src/redis/project-store.ts';
import { checkin } from '../../src/transitions/checkin.ts';
import { reindexIssue } from '../../src/transitions/reindex-issue.ts';
import { release } from '../../src/transitions/release.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 17;
const FIRST_FENCE = String(T0 * 1_000) as Fence;

describe('where the holder changes before the script runs', () => {
  const project = useTransitionProject();
  let former: ProcessId;
  let next: ProcessId;

  beforeEach(async () => {
    former = await project.driven.register('former');
    next = await project.driven.register('next');
  });

  /** The project's store, where `happens` comes right after the holder was read for the first time. */
  const storeIn = (happens: () => Promise<unknown>): ProjectStore => {
    let hasHappened = false;
    const andThen = async <T>(reading: Promise<T>): Promise<T> => {
      const found = await reading;
      if (!hasHappened) await happens();
      hasHappened = true;
      return found;
    };
    const pipeline = (): ChainableCommander => {
      const reads = project.redis.pipeline();
      const exec = reads.exec.bind(reads);
      return Object.assign(reads, { exec: () => andThen(exec()) });
    };
    const redis = new Proxy(project.redis, {
      get: (target, name): unknown => {
        if (name === 'hget') return (key: string, field: string) => andThen(target.hget(key, field));
        if (name === 'pipeline') return pipeline;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    return { ...project.store, redis };
  };

  it('a release frees the issue from the holder that there is', async () => {
    const { fence } = await project.take(ISSUE, former);
    const store = storeIn(async () => {
      await project.driven.handBack(ISSUE, former, fence, 'error');
      await project.take(ISSUE, next);
    });
    expect(await release(store, ISSUE, { by: 'operator' })).to.include({ outcome: 'released' });
    expect(await project.issue(ISSUE)).to.include({ status: 'pending', prevProcessId: next });
  });

  it('a checkin takes the issue from the holder that there is', async () => {
    const store = storeIn(() => project.take(ISSUE, next));
    const lease = { issue: ISSUE, processId: next, fence: FIRST_FENCE, expiresAtMs: 0 };
    const { outcome } = await checkin(store, project.checkinRequest(lease));
    expect(outcome).to.include({ outcome: 'committed' });
  });

  it('a verification compares what the holder that there is holds', async () => {
    const store = storeIn(() => project.take(ISSUE, next));
    expect(await reindexIssue(store, ISSUE, true)).to.deep.equal([]);
  });
});

/** The story of a client that is cut off while it asks for an issue, and beats on for another by its heartbeat thread. */

import { Holder } from '../../src/client/holder.ts';
import type { Lease } from '../../src/client/lease.ts';
import { LivingProcess } from '../../src/client/living-process.ts';
import { openContext } from '../../src/client/open-client.ts';
import { openProjectQueues } from '../../src/enqueue/open-queues.ts';
import type { MirinError } from '../../src/errors.ts';
import type { IssueRecord } from '../../src/store/issue-record.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { rejection } from '../support/rejection.ts';
import { waitFor } from '../support/wait-for.ts';

export const BEATEN_FOR = 1;
export const UNHEARD = 2;

/** Time of the request: a worker has to grant it before, also on a machine under load. */
const TIMEOUT_MS = 8_000;

/** What the tests look at in the end. */
export interface Unheard {
  holder: Holder;
  /** The lease that the client knows of. */
  lease: Lease;
  /** What the client was told of its request. */
  fault: MirinError;
  /** The issue when it had been granted. */
  granted: IssueRecord;
}

export class UnheardGrant {
  readonly project: LiveProject;
  #holder: Holder | undefined;

  constructor(redisUrl: string) {
    this.project = new LiveProject(redisUrl);
  }

  /** Neither the reply nor the withdrawal gets through: both connections but that of the heartbeats are gone. */
  async happen(): Promise<Unheard> {
    const { project } = this;
    await project.work();
    const context = await openContext({ ...project.settings(), processName: 'cut-off' });
    const identity = { name: 'cut-off', liveness: 'beat', kind: 'program', ttlMs: QUICK.heartbeatTtlMs } as const;
    const holder = new Holder(context, await LivingProcess.register(context, { ...identity, tmuxSession: '' }));
    this.#holder = holder;
    const got = await holder.checkout(BEATEN_FOR, {});
    if (got.outcome !== 'granted') throw new Error(`not granted: ${got.outcome}`);

    const { requests } = openProjectQueues(project.redis, project.name);
    await requests.pause();
    const asking = rejection(holder.checkout(UNHEARD, { timeoutMs: TIMEOUT_MS }));
    await waitFor('the request to lie in the queue', async () => (await requests.count()) === 1);
    context.subscriber.disconnect();
    context.redis.disconnect();
    await requests.resume();
    const granted = await project.untilIssue(UNHEARD, 'granted', ({ status }) => status === 'processing');
    return { holder, lease: got.lease, fault: await asking, granted };
  }

  async end(): Promise<void> {
    await this.#holder?.close();
    await this.project.end();
  }
}

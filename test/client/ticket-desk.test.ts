/** The desk that serves tickets, around its closing: what is drawn too late goes back, what runs is waited for. */

import { expect } from 'chai';
import { DelayedError, type Job, Worker } from 'bullmq';
import { projectPrefix } from '../../queues/names.ts';
import type { ClientContext } from '../../src/client/client-context.ts';
import { Holder } from '../../src/client/holder.ts';
import { LivingProcess } from '../../src/client/living-process.ts';
import { openContext } from '../../src/client/open-client.ts';
import { TicketDesk, type WorkHandler } from '../../src/client/ticket-desk.ts';
import { enqueueFollowUps } from '../../src/enqueue/follow-ups.ts';
import { orderProcess } from '../../src/transitions/order-process.ts';
import { LiveProject, QUICK } from '../support/live-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = 'the-test';

describe('the desk for tickets', () => {
  let project: LiveProject;
  let context: ClientContext;
  let holder: Holder;
  let worker: Worker;

  beforeEach(async () => {
    const { url } = await sharedRedis();
    project = new LiveProject(url);
    context = await openContext({ ...project.settings(), processName: 'bot' });
    const identity = { name: 'bot', liveness: 'beat', kind: 'program', ttlMs: QUICK.heartbeatTtlMs } as const;
    holder = new Holder(context, await LivingProcess.register(context, { ...identity, tmuxSession: '' }));
    worker = new Worker(context.queues.tasks.name, undefined, {
      connection: project.redis,
      prefix: projectPrefix(project.name),
      autorun: false,
    });
  });
  afterEach(async () => {
    await worker.close();
    await holder.close();
    await project.end();
  });

  /** Draws a ticket of a task that waits. */
  const drawTicket = async (): Promise<Job> => {
    const { task } = project.store.keys.issue(1);
    await project.redis.hset(task, { id: 'issue-1', state: 'waiting', run: '1', issue: '1', type: 'bug' });
    const wanted = { taskId: 'issue-1', issue: 1, run: 1 };
    await enqueueFollowUps(context.target, [{ kind: 'ticket', wanted, isRepaired: false }]);
    const job: Job | undefined = await worker.getNextJob(TOKEN);
    if (job === undefined) throw new Error('there is no ticket');
    return job;
  };

  const openDesk = (handler: WorkHandler): TicketDesk => new TicketDesk(context, holder, handler);

  it('hands a task back that is cancelled before its handler begins', async () => {
    await project.work();
    const { labels } = context.shared;
    const { orders } = project.store.keys.process(holder.processId);
    // The last step before the handler; an operator's order comes in the middle of it.
    labels.add = async () => {
      await orderProcess(project.store, holder.processId, 'order-1', { kind: 'cancel', by: 'alice' });
      await waitFor('the order to be heard', async () => (await project.redis.hlen(orders)) === 0);
      return undefined as never;
    };
    const desk = openDesk(async () => expect.fail('it worked on'));
    expect(await desk.serve(await drawTicket(), TOKEN)).to.equal('committed');
    const { status, result } = await project.issue(1);
    expect({ status, result }).to.deep.equal({
      status: 'error',
      result: { error: 'the work on issue #1 was cancelled by alice' },
    });
  });

  it('puts a ticket back that is drawn after it closed', async () => {
    const desk = openDesk(async () => expect.fail('it worked on'));
    await desk.close();
    const fault: unknown = await desk.serve(await drawTicket(), TOKEN).catch((error: unknown) => error);
    expect(fault).to.be.instanceOf(DelayedError);
    expect(await context.queues.tasks.getDelayedCount()).to.equal(1);
    expect(await project.redis.exists(project.store.keys.issue(1).issue), 'it was never claimed').to.equal(0);
  });

  it('waits for a handler that runs when it closes', async () => {
    const gate: { open?: () => void } = {};
    let isDone = false;
    const desk = openDesk(async () => {
      await new Promise<void>((resolve) => (gate.open = resolve));
      isDone = true;
    });
    await project.work();
    const serving = desk.serve(await drawTicket(), TOKEN);
    await project.untilIssue(1, 'claimed', ({ status }) => status === 'processing');
    const closing = desk.close().then(() => isDone);
    await waitFor('the handler to run', () => gate.open !== undefined);
    gate.open?.();
    expect(await closing).to.equal(true);
    expect(await serving).to.equal('committed');
  });

  it('calls no handler where the client closed between claim and start', async () => {
    const desk = openDesk(async () => expect.fail('it worked without a lease'));
    const serving = desk.serve(await drawTicket(), TOKEN);
    await holder.close();
    expect(await serving).to.equal('lost');
    expect(await project.issue(1)).to.deep.include({ status: 'pending', orphanings: [] });
  });
});

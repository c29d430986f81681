/** What a command of a shell needs, which ends at once and leaves its lease behind: checkout, renewal, checkin by fence. */

import type { CheckinOutcome, CheckoutOutcome } from '../../queues/outcomes.ts';
import { checkinRequestSchema, PAYLOAD_VERSION } from '../../queues/requests.ts';
import { type CheckinStatus, type Fence, issueNumberSchema, type ProcessId, ttlMsSchema } from '../../queues/values.ts';
import { tmuxSession } from '../configuration/terminal.ts';
import { RequestInvalidError } from '../errors.ts';
import { getIssue } from '../store/read-issue.ts';
import { getProcess } from '../store/read-process.ts';
import { endProcess } from '../transitions/end-process.ts';
import { heartbeat } from '../transitions/heartbeat.ts';
import { registerProcess } from '../transitions/register-process.ts';
import { parseRequest } from '../validation.ts';
import { ask } from './ask.ts';
import type { ClientContext } from './client-context.ts';
import { type CheckoutOptions, checkoutOptionsSchema } from './connect-options.ts';
import { identifyShell } from './process-identity.ts';
import { newProcessId, newRequestId } from './random-id.ts';
import { checkoutRequest } from './requests.ts';

export interface ShellCheckoutOptions extends Pick<CheckoutOptions, 'taskType' | 'priority' | 'timeoutMs' | 'reopen'> {
  /** Life of the lease unless it is renewed, 10 s to 24 h. */
  ttlMs: number;
}

/** A checkout's outcome, and the process that holds the issue if it was granted. */
export type ShellCheckoutOutcome = CheckoutOutcome & { processId: ProcessId };

export interface ShellCheckinOptions {
  /** JSON text, kept verbatim; at most 256 KB. */
  result?: string | undefined;
  metadata?: string | undefined;
  timeoutMs?: number | undefined;
}

export type RenewOutcome =
  | { outcome: 'renewed'; processId: ProcessId; expiresAtMs: number; ttlMs: number }
  | { outcome: 'lost' };

/** Works on the connections of a context that somebody else opens and closes. */
export class ShellClient {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /**
   * Takes the issue for `ttlMs`, as a process of its own of which nothing but this lease is known.
   * @throws RequestInvalidError naming the faulty fields · TimedOutError when no worker answered in time
   */
  async checkout(issue: number, { ttlMs, ...rest }: ShellCheckoutOptions): Promise<ShellCheckoutOutcome> {
    parseRequest(issueNumberSchema, issue, 'issue');
    parseRequest(checkoutOptionsSchema, rest, 'options');
    const processId = await this.#register(parseRequest(ttlMsSchema, ttlMs, 'ttlMs'));
    const timed = checkoutRequest(this.#context, { processId, ttlMs }, issue, rest);
    let isGranted = false;
    try {
      const outcome = (await ask(this.#context, timed)) as CheckoutOutcome;
      isGranted = outcome.outcome === 'granted';
      return { ...outcome, processId };
    } finally {
      if (!isGranted) await this.#end(processId);
    }
  }

  /**
   * Hands the issue back under the fence of its lease, whoever took that.
   * @throws RequestInvalidError naming the faulty fields · TimedOutError: the checkin stays accepted
   */
  async checkin(
    issue: number,
    fence: Fence,
    status: CheckinStatus,
    options: ShellCheckinOptions = {},
  ): Promise<CheckinOutcome> {
    const { result, metadata, timeoutMs = this.#context.settings.requestTimeoutMs } = options;
    const processId = newProcessId('shell');
    const request = parseRequest(checkinRequestSchema, {
      v: PAYLOAD_VERSION,
      kind: 'checkin',
      requestId: newRequestId(),
      issue,
      processId,
      fence,
      status,
      result,
      metadata,
    });
    const holder = await this.#holderOf(issue, fence);
    await this.#listen(processId);
    const outcome = (await ask(this.#context, { request, timeoutMs })) as CheckinOutcome;
    if (outcome.outcome === 'committed' && holder?.liveness === 'ttl') await this.#end(holder.processId);
    return outcome;
  }

  /**
   * Renews a lease that a shell took; without `ttlMs` for as long as before.
   * @throws RequestInvalidError for a lease that a program keeps by its own heartbeats
   */
  async renew(issue: number, fence: Fence, ttlMs?: number): Promise<RenewOutcome> {
    const holder = await this.#holderOf(issue, fence);
    if (holder === undefined) return { outcome: 'lost' };
    const { processId } = holder;
    if (holder.liveness === 'beat') throw keptByItself(processId);
    const lifeMs = parseRequest(ttlMsSchema, ttlMs ?? holder.ttlMs, 'ttlMs');
    const beat = { processId, ttlMs: lifeMs, leases: [{ issue, fence }] };
    const nothing = { rssBytes: 0, cpuPercent: 0, acknowledged: [] };
    const reply = await heartbeat(this.#context.store, { ...beat, ...nothing });
    if (reply.process !== 'alive' || reply.verdicts[0] !== 'renewed') return { outcome: 'lost' };
    return { outcome: 'renewed', processId, expiresAtMs: reply.atMs + lifeMs, ttlMs: lifeMs };
  }

  async #register(ttlMs: number): Promise<ProcessId> {
    const { store, settings } = this.#context;
    const record = identifyShell(settings.processName ?? 'shell', ttlMs, tmuxSession());
    await this.#listen(record.processId);
    await registerProcess(store, record);
    return record.processId;
  }

  /** Nobody else will say that it is over; one that holds more is left alone. */
  async #end(processId: ProcessId): Promise<void> {
    await endProcess(this.#context.store, { processId, machineId: '' }, 'ended').catch(() => undefined);
  }

  async #listen(processId: ProcessId): Promise<void> {
    const { replies, store, settings } = this.#context;
    await replies.listen(store.keys.replies(processId), settings.requestTimeoutMs);
  }

  /** The process that holds the issue by this very lease. */
  async #holderOf(issue: number, fence: Fence) {
    const record = await getIssue(this.#context.store, issue);
    if (record?.status !== 'processing' || record.fence !== fence || record.processId === undefined) return undefined;
    return (await getProcess(this.#context.store, record.processId)) ?? undefined;
  }
}

const keptByItself = (processId: ProcessId): RequestInvalidError =>
  new RequestInvalidError([
    { field: 'fence', expected: 'that of a lease taken from a shell', received: `one that ${processId} renews itself` },
  ]);

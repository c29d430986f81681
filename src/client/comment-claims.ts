/** Claims on comments: one of many callers handles a comment, and another one only where that failed. */

import { createHash } from 'node:crypto';
import { commentIdSchema, type Fence, issueNumberSchema, type LockName, lockNameSchema } from '../../queues/values.ts';
import { membersAmong } from '../store/processed.ts';
import { finishComment } from '../transitions/finish-comment.ts';
import type { ReleaseLockOutcome } from '../transitions/lock-release.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';
import type { Holder } from './holder.ts';
import type { GivenLock, Lock, LockAnswer } from './lock.ts';
import { type LockOptions, LocksApi } from './locks-api.ts';
import { type CommentId, ProcessedApi } from './processed-api.ts';
import { whileTrusted } from './while-trusted.ts';

/** The claim; `done`: the comment is processed already; or who handles it just now. */
export type ClaimAnswer =
  | { outcome: 'claimed'; claim: CommentClaim }
  | { outcome: 'done' }
  | Exclude<LockAnswer, { outcome: 'acquired' }>;

/** What a connected client can say of what was processed. */
export class ClaimingProcessedApi extends ProcessedApi {
  readonly #context: ClientContext;
  readonly #locks: LocksApi;

  constructor(context: ClientContext, holder: Holder) {
    super(context);
    this.#context = context;
    this.#locks = new LocksApi(context, holder);
  }

  /**
   * Gets the right to handle a comment, which only one of all callers has at a time: under the lock `comment/ISSUE/ID`,
   * kept by heartbeats. Where its holder fails, ends or dies without a word the comment is free again; once it is
   * {@link CommentClaim.done} nobody gets it any more.
   * @throws RequestInvalidError naming the faulty fields · RedisUnavailableError when Redis is away
   */
  async claimComment(issue: number, comment: CommentId, options: LockOptions = {}): Promise<ClaimAnswer> {
    const number = parseRequest(issueNumberSchema, issue, 'issue');
    const id = parseRequest(commentIdSchema, typeof comment === 'number' ? String(comment) : comment, 'comment');
    // Most comments that somebody asks for are done: that costs no lock.
    if (await this.comments.has(number, id)) return { outcome: 'done' };
    const answer = await this.#locks.acquire(commentLock(number, id), options);
    if (answer.outcome !== 'acquired') return answer;
    const { lock } = answer;
    // Whoever had it before may have finished while this caller waited.
    const isDone = await this.comments.has(number, id).catch(async (error: unknown) => {
      await giveBack(lock).catch(() => undefined);
      throw error;
    });
    if (!isDone) return { outcome: 'claimed', claim: new CommentClaim(this.#context, number, id, lock) };
    await giveBack(lock);
    return { outcome: 'done' };
  }
}

/** Nobody else knows of the lock: it is not kept longer than it can be given back. */
const giveBack = (lock: Lock): Promise<unknown> => whileTrusted(lock, () => lock.release());

/** The right to handle one comment. */
export class CommentClaim {
  readonly issue: number;
  readonly comment: string;
  readonly #context: ClientContext;
  readonly #lock: Lock;
  /** An earlier try to say that it is done had no answer: it may have been heard. */
  #isUncertain = false;

  constructor(context: ClientContext, issue: number, comment: string, lock: Lock) {
    this.issue = issue;
    this.comment = comment;
    this.#context = context;
    this.#lock = lock;
  }

  get fence(): Fence {
    return this.#lock.fence;
  }

  /** Aborts with a `LeaseLostError` when the claim is lost or can't be trusted any more: stop handling the comment then. */
  get signal(): AbortSignal {
    return this.#lock.signal;
  }

  /** For how much longer it can be trusted without another heartbeat, in ms; 0 when it is over. */
  get trustedForMs(): number {
    return this.#lock.trustedForMs;
  }

  /**
   * Calls the comment processed and ends the claim, in one step. `not-held`: the claim was lost before, and somebody else
   * may handle the comment; nothing is said of it.
   * @throws RedisUnavailableError when Redis did not answer: heartbeats keep the claim, and again is harmless
   */
  async done(): Promise<{ outcome: 'done' | 'not-held' }> {
    const ended = await this.#lock.end(async (given): Promise<ReleaseLockOutcome> => {
      const wasUncertain = this.#isUncertain;
      this.#isUncertain = true;
      const isDone = (await this.#finish(given)) || (wasUncertain && (await this.#isProcessed()));
      this.#isUncertain = false;
      return { outcome: isDone ? 'released' : 'not-held' };
    });
    return { outcome: ended.outcome === 'released' ? 'done' : 'not-held' };
  }

  #finish({ lock, processId }: GivenLock): Promise<boolean> {
    const { issue, comment, fence } = this;
    return finishComment(this.#context.store, { issue, comment, lock, fence, processId });
  }

  /** Somebody else may have had the claim since, and have found it so. */
  async #isProcessed(): Promise<boolean> {
    const { store } = this.#context;
    return (await membersAmong(store, store.keys.issue(this.issue).processed_comments, [this.comment])).length > 0;
  }

  /** Gives the comment free again, as it was: whoever comes next handles it. */
  async release(): Promise<ReleaseLockOutcome> {
    return await this.#lock.release();
  }
}

/** The name that people see; of an id that can't be in a name, its digest stands for it. */
export function commentLock(issue: number, comment: string): LockName {
  const plain = lockNameSchema.safeParse(`comment/${issue}/${comment}`);
  if (plain.success && !comment.includes('@')) return plain.data;
  const digest = createHash('sha256').update(comment).digest('hex').slice(0, 32);
  return lockNameSchema.parse(`comment/${issue}/@${digest}`);
}

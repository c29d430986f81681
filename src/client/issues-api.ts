/** What a client can read and say of issues: get, list, stats, history, release, reset. */

import { z } from 'zod';
import { issueNumberSchema } from '../../queues/values.ts';
import { afterChange, enqueueFollowUps } from '../enqueue/follow-ups.ts';
import type { EventRecord } from '../store/event-record.ts';
import { issueHistory } from '../store/issue-history.ts';
import type { IssueRecord } from '../store/issue-record.ts';
import { issueStats } from '../store/issue-stats.ts';
import { listIssues } from '../store/list-issues.ts';
import { present } from '../store/present.ts';
import { getIssue } from '../store/read-issue.ts';
import { watchEvents } from '../store/watch-events.ts';
import { type QuarantineReleaseOutcome, releaseQuarantine } from '../transitions/quarantine-release.ts';
import { release, type ReleaseOutcome } from '../transitions/release.ts';
import { reset, type ResetOutcome } from '../transitions/reset.ts';
import type { WantedTask } from '../transitions/wanted-task.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';

/** Text for people: it stands in the history. */
const words = z
  .string({ error: '1 to 200 characters without control characters' })
  // oxlint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f]{1,200}$/, { error: '1 to 200 characters without control characters' });
const wordsSchema = z.strictObject({ by: words, reason: words.optional() });
const byOf = (options: unknown): string => parseRequest(wordsSchema.omit({ reason: true }), options, 'options').by;

const watchSchema = z.strictObject({
  signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }),
  after: z
    .string({ error: 'the id of an event, or 0' })
    .regex(/^\d{1,20}(-\d{1,20})?$/, { error: 'the id of an event, or 0' })
    .optional(),
});

const issueOf = (issue: number): number => parseRequest(issueNumberSchema, issue, 'issue');

export class IssuesApi {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** The issue as Redis has it; null = never seen. */
  async get(issue: number): Promise<IssueRecord | null> {
    return getIssue(this.#context.store, issueOf(issue));
  }

  /** Issues, newest change first, a page at a time: pass `next` as `cursor` to go on. */
  async list(options: Parameters<typeof listIssues>[1] = {}): ReturnType<typeof listIssues> {
    return listIssues(this.#context.store, options);
  }

  /** How many issues, leases, labels to put right and waiting tasks there are. */
  async stats(): ReturnType<typeof issueStats> {
    return issueStats(this.#context.store);
  }

  /** The issue's last transitions, oldest first; at most 50 are kept. */
  async history(issue: number, limit = 50): ReturnType<typeof issueHistory> {
    return issueHistory(this.#context.store, issueOf(issue), limit);
  }

  /**
   * Follows the transitions of all issues as they happen, until the signal aborts or the client closes. Events that came after the one with
   * the id `after` are told first (`0` = all that are kept, about 10,000).
   */
  watch(options: { signal: AbortSignal; after?: string }): AsyncGenerator<EventRecord> {
    const { store, closing } = this.#context;
    const { signal, after } = parseRequest(watchSchema, options, 'options');
    return watchEvents(store, present({ signal: AbortSignal.any([signal, closing.signal]), after }));
  }

  /** Takes the issue from its holder, by an operator's word: no crash is counted. `by` stands in the history. */
  async release(issue: number, options: { by: string; reason?: string }): Promise<ReleaseOutcome> {
    const { by, reason = '' } = parseRequest(wordsSchema, options, 'options');
    const outcome = await release(this.#context.store, issueOf(issue), { by, reason });
    if (outcome.outcome === 'released') await this.#follow(issue, outcome.wanted);
    return outcome;
  }

  /** Ends a quarantine: the issue is workable again, its crashes are forgotten. */
  async releaseQuarantine(issue: number, options: { by: string }): Promise<QuarantineReleaseOutcome> {
    const outcome = await releaseQuarantine(this.#context.store, issueOf(issue), byOf(options));
    if (outcome.outcome === 'released') await this.#follow(issue, outcome.wanted);
    return outcome;
  }

  /** Sets an issue that nobody holds back to `pending` and forgets its results. */
  async reset(issue: number, options: { by: string }): Promise<ResetOutcome> {
    const outcome = await reset(this.#context.store, issueOf(issue), byOf(options));
    if (outcome.outcome === 'reset') await this.#follow(issue);
    return outcome;
  }

  /** The change has been made; where its follow-ups fail, the scan sees to them. */
  async #follow(issue: number, wanted?: WantedTask): Promise<void> {
    await enqueueFollowUps(this.#context.target, afterChange(issue, wanted)).catch(() => undefined);
  }
}

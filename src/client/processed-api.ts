/** What a client can read and say of what was processed: issues, and comments on them. */

import { z } from 'zod';
import { commentIdSchema, issueNumberSchema } from '../../queues/values.ts';
import { countMembers, type MemberPageOptions, membersAmong, pageOfMembers } from '../store/processed.ts';
import { markComments, MOST_COMMENTS_AT_ONCE } from '../transitions/mark-comments.ts';
import { markProcessed } from '../transitions/mark-processed.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';

/** Issues are marked one by one, so many at a time. */
const AT_ONCE = 50;
const MOST_AT_ONCE = 10_000;

const few = { error: `at most ${MOST_AT_ONCE.toLocaleString('en')} at once` };
const issuesSchema = z.strictObject({ issues: z.array(issueNumberSchema).max(MOST_AT_ONCE, few) });
/** Numbers occur where ids are read from files; text they are. */
const commentSchema = z.union([z.number().int().min(0).transform(String), commentIdSchema]);
const commentsSchema = z.strictObject({ comments: z.array(commentSchema).max(MOST_AT_ONCE, few) });

const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? (one as readonly T[]) : [one as T]);

function issuesOf(given: number | readonly number[]): number[] {
  const { issues } = parseRequest(issuesSchema, { issues: listOf(given) }, 'issues');
  return [...new Set(issues)];
}

function commentsOf(given: CommentId | readonly CommentId[]): string[] {
  const { comments } = parseRequest(commentsSchema, { comments: listOf(given) }, 'comments');
  return [...new Set(comments)];
}

const BY = { error: '1 to 200 characters without control characters' };
const markSchema = z.strictObject({
  /** Who says so, for the history. Default: the name of the process. */
  by: z
    .string(BY)
    .regex(/^\P{Cc}{1,200}$/u, BY)
    .optional(),
});
export type MarkOptions = z.input<typeof markSchema>;

/** Numbers are taken as the text that they are. */
export type CommentId = string | number;

export class ProcessedApi {
  readonly comments: ProcessedComments;
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
    this.comments = new ProcessedComments(context);
  }

  /** Whether the issue is processed: completed, or marked so. */
  async has(issue: number): Promise<boolean> {
    return (await this.among([issue])).length === 1;
  }

  /** Those of the issues that are processed, each once, in their order. */
  async among(issues: readonly number[]): Promise<number[]> {
    return (await membersAmong(this.#store, this.#key, issuesOf(issues).map(String))).map(Number);
  }

  /**
   * Marks issues as processed, whatever their status: the intake leaves them. The mark stands until the issue is next
   * moved on. Each issue is one step; a fault between them leaves those before it marked, and again is harmless.
   * @returns of how many of them that is new
   */
  async add(issues: number | readonly number[], options: MarkOptions = {}): Promise<number> {
    return this.#mark(issuesOf(issues), true, options);
  }

  /** Takes the mark off: the intake may take them. @returns how many of them had it */
  async remove(issues: number | readonly number[], options: MarkOptions = {}): Promise<number> {
    return this.#mark(issuesOf(issues), false, options);
  }

  /** Processed issues in no order, a page at a time: pass `next` as `cursor` to go on. */
  async list(options: MemberPageOptions = {}): Promise<{ issues: number[]; next: string | null }> {
    const { members, next } = await pageOfMembers(this.#store, this.#key, options);
    return { issues: members.map(Number).toSorted((one, other) => one - other), next };
  }

  async count(): Promise<number> {
    return countMembers(this.#store, this.#key);
  }

  async #mark(issues: readonly number[], isProcessed: boolean, options: MarkOptions): Promise<number> {
    const { by = this.#context.settings.processName ?? 'a client' } = parseRequest(markSchema, options, 'options');
    let changed = 0;
    for (let from = 0; from < issues.length; from += AT_ONCE) {
      const some = issues.slice(from, from + AT_ONCE);
      const marks = some.map((issue) => markProcessed(this.#store, issue, isProcessed, by));
      changed += (await Promise.all(marks)).filter(Boolean).length;
    }
    return changed;
  }

  get #store() {
    return this.#context.store;
  }

  get #key() {
    return this.#store.keys.own.processed_issues;
  }
}

/** Comments, by the number of their issue and their ids. */
export class ProcessedComments {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  async has(issue: number, comment: CommentId): Promise<boolean> {
    return (await this.among(issue, [comment])).length === 1;
  }

  /** Those of the comments that are processed, each once, in their order. */
  async among(issue: number, comments: readonly CommentId[]): Promise<string[]> {
    return membersAmong(this.#store, this.#key(issue), commentsOf(comments));
  }

  /** Marks comments as processed: the intake leaves them. @returns of how many of them that is new */
  async add(issue: number, comments: CommentId | readonly CommentId[]): Promise<number> {
    return this.#mark(issue, commentsOf(comments), true);
  }

  /** Takes the mark off: the intake may take them. @returns how many of them had it */
  async remove(issue: number, comments: CommentId | readonly CommentId[]): Promise<number> {
    return this.#mark(issue, commentsOf(comments), false);
  }

  /** The processed comments of an issue in no order, a page at a time: pass `next` as `cursor` to go on. */
  async list(issue: number, options: MemberPageOptions = {}): Promise<{ comments: string[]; next: string | null }> {
    const { members: comments, next } = await pageOfMembers(this.#store, this.#key(issue), options);
    return { comments, next };
  }

  async count(issue: number): Promise<number> {
    return countMembers(this.#store, this.#key(issue));
  }

  async #mark(issue: number, comments: readonly string[], isProcessed: boolean): Promise<number> {
    const number = parseRequest(issueNumberSchema, issue, 'issue');
    let changed = 0;
    for (let from = 0; from < comments.length; from += MOST_COMMENTS_AT_ONCE) {
      const some = comments.slice(from, from + MOST_COMMENTS_AT_ONCE);
      changed += await markComments(this.#store, number, some, isProcessed);
    }
    return changed;
  }

  get #store() {
    return this.#context.store;
  }

  #key(issue: number): string {
    return this.#store.keys.issue(parseRequest(issueNumberSchema, issue, 'issue')).processed_comments;
  }
}

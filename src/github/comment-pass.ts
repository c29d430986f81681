/** Sees to it that one repair is told of on GitHub, once: looks for the comment before it posts, and never resends blindly. */

import type { CommentOpening } from '../transitions/comment-open.ts';
import { GitHubError } from './errors.ts';
import type { GitHubFault } from './fault.ts';
import { IssueComments } from './issue-comments.ts';
import type { Repository } from './repository.ts';
import { verdictOf } from './sync-outcome.ts';

/** What the pass knows and says of the comment; the truth behind it is in Redis. */
export interface CommentMarks {
  /** Before the comment is posted. */
  open(): Promise<CommentOpening>;
  /** It is on GitHub, or never will be. */
  close(): Promise<void>;
}

export interface CommentRequest {
  repository: Repository;
  issue: number;
  /** Whatever bears it is this comment. */
  marker: string;
  body: string;
  /** When the repair was; nothing older than a day before that is looked through. */
  repairedAtMs: number;
  marks: CommentMarks;
}

export type CommentOutcome =
  /** `found`: it was there already. `gone`: another worker saw to it. */
  | { outcome: 'posted' | 'found' | 'gone' }
  /** GitHub will never have it: the issue is locked or gone, or the rights are missing. */
  | { outcome: 'refused'; reason: string }
  /** Nothing is decided: the next pass starts after `delayMs`. */
  | { outcome: 'again-later'; delayMs: number; reason: string }
  /** GitHub could not be had: the next pass starts after the queue's backoff, and not before `retryAfterMs`. */
  | { outcome: 'unavailable'; reason: string; retryAfterMs?: number };

const MOST_ROUNDS = 3;
/** GitHub's clock and Redis's may differ, though hardly by so much. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** Faults of GitHub's are outcomes; those of the marks are thrown. */
export async function postOnce(request: CommentRequest): Promise<CommentOutcome> {
  return await tryRound(request, MOST_ROUNDS);
}

async function tryRound(request: CommentRequest, roundsLeft: number): Promise<CommentOutcome> {
  try {
    return await lookAndPost(request);
  } catch (error) {
    const fault = faultOf(error);
    const isOver = roundsLeft === 1 || !isWorthAnotherLook(fault);
    return isOver ? await afterFault(request, fault) : await lookAgain(request, fault, roundsLeft - 1);
  }
}

async function lookAndPost({ repository, issue, ...request }: CommentRequest): Promise<CommentOutcome> {
  const comments = new IssueComments(repository, issue);
  if (await comments.hold(request.marker, new Date(request.repairedAtMs - CLOCKS_DIFFER_MS))) {
    await request.marks.close();
    return { outcome: 'found' };
  }
  const opening = await request.marks.open();
  if (opening.outcome === 'gone') return { outcome: 'gone' };
  if (opening.outcome === 'wait')
    return { outcome: 'again-later', delayMs: opening.waitMs, reason: 'it may still land' };
  await comments.post(request.body);
  await request.marks.close();
  return { outcome: 'posted' };
}

/** A 404 may be a replica that lags, a post without an answer may be there, and a renamed repository is followed. */
const isWorthAnotherLook = ({ kind, isAmbiguousWrite }: GitHubFault): boolean =>
  kind === 'missing' || kind === 'moved' || isAmbiguousWrite;

async function lookAgain(request: CommentRequest, fault: GitHubFault, roundsLeft: number): Promise<CommentOutcome> {
  try {
    if (fault.kind !== 'moved') await request.repository.untilReread();
    else if (!(await request.repository.relocate())) return await afterFault(request, fault);
  } catch (error) {
    return await afterFault(request, faultOf(error));
  }
  return await tryRound(request, roundsLeft);
}

/** What becomes of a comment that could not be looked for or posted. */
export async function afterFault(
  { marks }: Pick<CommentRequest, 'marks'>,
  fault: GitHubFault,
): Promise<CommentOutcome> {
  const verdict = verdictOf(fault);
  switch (verdict.outcome) {
    case 'again-later':
    case 'deferred':
      return { ...verdict, outcome: 'again-later' };
    case 'unavailable':
      return verdict;
    case 'blocked':
      await marks.close();
      return { outcome: 'refused', reason: fault.reason };
  }
}

function faultOf(error: unknown): GitHubFault {
  if (error instanceof GitHubError) return error.fault;
  throw error;
}

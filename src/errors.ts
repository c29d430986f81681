/** The one tree of error classes: each fault has a stable code and says what to do about it. */

import type { ErrorCode } from '../queues/error-codes.ts';

export interface MirinErrorOptions {
  /** What the reader should do now; one sentence. */
  hint?: string;
  cause?: unknown;
}

/** Base of all faults that Mirin throws. A refusal is never an error: it is an outcome. */
export class MirinError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: MirinErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** One fault of one field: the path, what came, what was expected. */
export interface FieldFault {
  field: string;
  expected: string;
  received: string;
}

/** Configuration that can't be used; all faults are named together. */
export class ConfigInvalidError extends MirinError {
  readonly faults: readonly FieldFault[];

  constructor(faults: readonly FieldFault[]) {
    super('MIRIN_CONFIG_INVALID', describeFaults('configuration', faults), {
      hint: 'Correct the named settings (docs/configuration.md) and start again.',
    });
    this.faults = faults;
  }
}

/** Input that is not a valid request: nothing was sent, nothing was changed. */
export class RequestInvalidError extends MirinError {
  readonly faults: readonly FieldFault[];

  constructor(faults: readonly FieldFault[]) {
    super('MIRIN_REQUEST_INVALID', describeFaults('request', faults), {
      hint: 'Correct the named fields; nothing was changed.',
    });
    this.faults = faults;
  }
}

/** The lease is no longer this process's, or can no longer be trusted to be. */
export class LeaseLostError extends MirinError {
  constructor(subject: { issue: number } | { lock: string }, reason: string) {
    const [what, hint] =
      'lock' in subject
        ? [`the lock ${subject.lock}`, 'Stop what it protects: somebody else may have the lock already.']
        : [
            `the lease of issue #${subject.issue}`,
            'Stop working on the issue; a later result of this lease will be refused as superseded.',
          ];
    super('MIRIN_LEASE_LOST', `${what} is lost: ${reason}`, { hint });
  }
}

/** An operator wants the work on the issue to stop; the lease is still held, and can be handed back. */
export class CancelledError extends MirinError {
  readonly by: string;

  constructor(issue: number, by: string, reason?: string) {
    const why = reason === undefined ? '' : `: ${reason}`;
    super('MIRIN_CANCELLED', `the work on issue #${issue} was cancelled by ${by}${why}`, {
      hint: 'Stop working on the issue and hand it back.',
    });
    this.by = by;
  }
}

/** A request got no answer in its time. `settled` says whether it is now certain to have no effect. */
export class TimedOutError extends MirinError {
  readonly requestId: string;
  readonly settled: boolean;

  constructor(requestId: string, timeoutMs: number, settled: boolean) {
    super('MIRIN_TIMED_OUT', `request ${requestId} got no answer within ${timeoutMs} ms`, {
      hint: settled
        ? 'The request was withdrawn and has no effect; check that a Mirin worker is running (mirin doctor).'
        : `It may still be carried out; ask again with outcome('${requestId}').`,
    });
    this.requestId = requestId;
    this.settled = settled;
  }
}

const REDIS_HINT = 'Check that Redis runs and that REDIS_URL is right (mirin doctor); clients recover by themselves.';

/** Redis can't be reached or does not answer. */
export class RedisUnavailableError extends MirinError {
  constructor(message: string, cause?: unknown, hint = REDIS_HINT) {
    super('MIRIN_REDIS_UNAVAILABLE', message, { hint, cause });
  }
}

/** Redis went away before it confirmed a request that had left: it may or may not be carried out. */
export class RequestUnconfirmedError extends RedisUnavailableError {
  readonly requestId: string;
  readonly settled = false;

  constructor(requestId: string, cause: MirinError) {
    const hint = `It may still be carried out; ask again with outcome('${requestId}') when Redis is back.`;
    const message = `request ${requestId} was sent, but Redis did not confirm it: ${cause.message}`;
    super(message, cause, [cause.hint, hint].filter((part) => part !== undefined).join(' '));
    this.requestId = requestId;
  }
}

/** The client was closed; a request that was under way then was withdrawn. */
export class ClosedError extends MirinError {
  constructor() {
    super('MIRIN_CLOSED', 'this client was closed', { hint: 'Connect a new one.' });
  }
}

/** Redis answers, but Mirin must not run on it (version, role, policy, rights). */
export class RedisUnsuitableError extends MirinError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('MIRIN_REDIS_UNSUITABLE', message, { hint, cause });
  }
}

/** Something that can't happen did: a defect of Mirin itself. */
export class BugError extends MirinError {
  constructor(message: string, cause?: unknown) {
    super('MIRIN_BUG', message, { hint: 'Please report this with the log around it.', cause });
  }
}

/** Words faults as `field: expected X, got Y`, one after another. */
function describeFaults(what: string, faults: readonly FieldFault[]): string {
  const lines = faults.map((fault) => `${fault.field}: expected ${fault.expected}, got ${fault.received}`);
  return `invalid ${what}: ${lines.join('; ')}`;
}

/** The two errors of GitHub's side: it could not be had now, or it said no. Both carry the fault as a value. */

import type { ErrorCode } from '../../queues/error-codes.ts';
import { MirinError, type MirinErrorOptions } from '../errors.ts';
import type { GitHubFault } from './fault.ts';

/** Base of both, so that one catch finds every fault of GitHub's. */
export abstract class GitHubError extends MirinError {
  readonly fault: GitHubFault;

  constructor(code: ErrorCode, message: string, fault: GitHubFault, options: MirinErrorOptions) {
    super(code, message, options);
    this.fault = fault;
  }
}

/** GitHub did not answer, answered with nonsense, or wants to be left alone for a while. */
export class GitHubUnavailableError extends GitHubError {
  constructor(request: string, fault: GitHubFault, cause?: unknown) {
    super('MIRIN_GITHUB_UNAVAILABLE', `GitHub failed at ${request}: ${fault.reason}`, fault, {
      hint: 'Labels follow by themselves once GitHub answers again; if it lasts, check GITHUB_API_URL and the network.',
      cause,
    });
  }
}

/** GitHub understood the request and will not carry it out. */
export class GitHubRefusedError extends GitHubError {
  constructor(request: string, fault: GitHubFault) {
    super('MIRIN_GITHUB_REFUSED', `GitHub refused ${request}: ${fault.reason}`, fault, {
      hint: 'Check that the repository exists and that the token, or the App, may label its issues (mirin doctor).',
    });
  }
}

const UNAVAILABLE: ReadonlySet<GitHubFault['kind']> = new Set(['transient', 'rate-limited', 'deferred']);

/** The error that stands for a fault; `request` names method and path. */
export function errorOf(request: string, fault: GitHubFault, cause?: unknown): GitHubError {
  return UNAVAILABLE.has(fault.kind)
    ? new GitHubUnavailableError(request, fault, cause)
    : new GitHubRefusedError(request, fault);
}

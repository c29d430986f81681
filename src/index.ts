/** The public API of Mirin: the producer helper and the types that it speaks in. Named exports only. */

export { Mirin } from './client/mirin.ts';
export type { Lease, CheckoutAnswer } from './client/lease.ts';
export type { CheckinOptions, CheckoutOptions, ConnectOptions } from './client/connect-options.ts';
export type { WithIssueOutcome, WorkResult } from './client/with-issue.ts';
export type { Lock, LockAnswer } from './client/lock.ts';
export type { LockOptions, WithLockOutcome } from './client/locks-api.ts';
export type { LockInfo } from './store/read-locks.ts';
export type { ClaimAnswer, CommentClaim } from './client/comment-claims.ts';
export type { Task, WorkHandler } from './client/ticket-desk.ts';
export type { WorkOptions } from './client/work.ts';
export {
  CancelledError,
  ClosedError,
  ConfigInvalidError,
  LeaseLostError,
  MirinError,
  RedisUnavailableError,
  RedisUnsuitableError,
  RequestInvalidError,
  RequestUnconfirmedError,
  TimedOutError,
} from './errors.ts';
export type { ErrorCode } from '../queues/error-codes.ts';
export type { CheckinOutcome, CheckoutOutcome, Outcome, PreviousLease } from '../queues/outcomes.ts';
export type { Priority } from '../queues/priorities.ts';
export type { CheckinStatus, Fence, ProcessId, RequestId, Status } from '../queues/values.ts';

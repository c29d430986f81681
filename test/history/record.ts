/** What is written down while a campaign runs: one entry to a line, by the process that saw it happen. */

/** What a client can do. */
export type Deed =
  | 'checkout'
  | 'checkin'
  | 'beat'
  | 'outcome'
  | 'release'
  | 'release-quarantine'
  | 'reset'
  | 'repair'
  | 'with-issue'
  | 'work'
  | 'close';

/** What a call is about; whatever of it takes part in the request's content is in `content`. */
export interface CallSubject {
  deed: Deed;
  project: string;
  processId: string;
  requestId?: string;
  issue?: number;
  fence?: string;
  /** All that the request asks for, as text: the same id must come with the same. */
  content?: string;
}

/** A call left its client. */
export interface Invoked extends CallSubject {
  entry: 'invoked';
  call: number;
  /** Times of entries are of the machine's monotonic clock, which all of its processes share. */
  atMs: number;
}

/** It came back with this answer, as JSON. */
export interface Answered {
  entry: 'answered';
  call: number;
  atMs: number;
  outcome: string;
}

/** It came back with an error. */
export interface Failed {
  entry: 'failed';
  call: number;
  atMs: number;
  code: string;
  message: string;
  /** Whether the client was told that the request has no effect for certain. */
  isSettled: boolean;
}

/** Redis took a heartbeat that named this lease. */
export interface Beaten {
  entry: 'beaten';
  project: string;
  processId: string;
  issue: number;
  fence: string;
  sentMs: number;
  ackedMs: number;
}

export type Entry = Invoked | Answered | Failed | Beaten;

/** What a pass of label sync needs to know and to say about an issue's state; the truth behind it is in Redis. */

import type { Status } from '../../queues/values.ts';

/** The state that the labels should show. */
export interface LabelledState {
  /** null: never seen, or reset. */
  status: Status | null;
  /** Changes with every transition of the issue. */
  version: string;
  /** The version that the labels were last brought to; null: none yet. */
  shownVersion: string | null;
  /** Counts the passes opened and closed on the issue, by all workers. */
  epoch: string;
}

/** How a pass went, for {@link LabelMarks.close}. */
export interface PassEnd {
  passId: string;
  /** Whether this pass called `open` after it read `epoch`. */
  wasOpened: boolean;
  /** The version that the labels now show. */
  version: string;
  /** As read before the pass's first look at the labels and before it was opened. */
  epoch: string;
  /** A write got no answer and may land late: the mark stays until a pass that comes 60 s later. */
  isAmbiguous: boolean;
  /** The pass ended before the labels showed the state: the mark stays for one more. */
  isBrokenOff: boolean;
}

/**
 * - `clean`: the labels show the state, the dirty mark is gone
 * - `moved-on`: the state changed meanwhile, the mark stays
 * - `again-later`: a late write may still land, the mark stays for one more pass
 */
export type MarkAfterPass = 'clean' | 'moved-on' | 'again-later';

/** The marks of one project. */
export interface LabelMarks {
  /** What the labels should show now. */
  read(issue: number): Promise<LabelledState>;
  /** Before a pass's first write. */
  open(issue: number, passId: string): Promise<void>;
  /** After the pass: the dirty mark goes only if the version is still current and no other pass interfered. */
  close(issue: number, pass: PassEnd): Promise<MarkAfterPass>;
}

/** What `verify` reports: an index entry that is not what the hashes demand. */

export interface IndexFault {
  /** What the entry is of; neither where it is of nothing that could be. */
  issue?: number;
  processId?: string;
  taskId?: string;
  lock?: string;
  /** The index and what is wrong in it, in words. */
  what: string;
}

/** One thing that `mirin doctor` looked at. */

export interface Finding {
  about: string;
  state: 'ok' | 'warning' | 'failed';
  detail: string;
  /** What to do about it; absent where all is well. */
  advice?: string;
}

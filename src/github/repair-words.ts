/** What a language has to say in the comment that tells of a repair. */

import type { RepairFacts } from '../store/read-wanted-comments.ts';

/** The sentences of a language. */
export interface RepairWords {
  title: string;
  intro: string;
  process: (process: string, pid: string, host: string) => string;
  since: (time: string) => string;
  lastHeartbeat: (time: string) => string;
  noHeartbeat: string;
  ended: Readonly<Record<RepairFacts['ended'], string>>;
  did: (time: string, to: RepairFacts['to']) => string;
  next: Readonly<Record<RepairFacts['to'], (issue: number, orphanings: number) => string>>;
}

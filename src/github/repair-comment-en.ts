/** The English words of the comment that tells of a repair. */

import type { RepairWords } from './repair-words.ts';

export const ENGLISH: RepairWords = {
  title: 'Mirin has repaired this issue',
  intro: 'A process worked on it and did not hand it back.',
  process: (process, pid, host) => `**Process:** ${process} (pid ${pid}) on host ${host}`,
  since: (time) => `**Working since:** ${time}`,
  lastHeartbeat: (time) => `**Last heartbeat:** ${time}`,
  noHeartbeat: '**Last heartbeat:** none, it gives no heartbeats',
  ended: {
    dead: '**What happened:** the process was found dead',
    hung: '**What happened:** the process was there, but silent past its deadline',
    expired: '**What happened:** the process fell silent, and its lease ran out',
    dropped: '**What happened:** the process goes on, but let go of this issue',
  },
  did: (time, to) => `**What Mirin did:** at ${time} it ended the lease and set the issue to \`${to}\``,
  next: {
    pending: () => '**What happens next:** the issue waits for the next free process; nobody has to do anything',
    quarantined: (issue, orphanings) =>
      `**What happens next:** nothing by itself. Its holders died ${orphanings} times, so it is given to nobody until ` +
      `an operator looks at it and says \`mirin quarantine release ${issue}\``,
  },
};

/** Every kind of reply and state that the sequences have to come to: what is never met is not tested. */

export const WANTED_KINDS: Readonly<Record<string, readonly string[]>> = {
  'register-process': ['registered', 'ended'],
  checkout: [
    ...['granted', 'takes up a task', 'after checkin', 'after released'],
    ...['after dead', 'after expired', 'after hung', 'after dropped'],
    ...['held', 'yours', 'expired', 'adopt', 'completed', 'quarantined', 'process-ended', 'deadline-passed'],
    ...['cooling-down, lock-delay', 'cooling-down, redis-restarted', 'cooling-down, must-run-alone'],
    ...['key-reused', 'abandoned', 'failed', 'MIRIN_REQUEST_INVALID'],
  ],
  checkin: [
    ...['committed', 'its task waits again', 'already', 'superseded', 'not-held'],
    ...['deadline-passed', 'key-reused', 'abandoned'],
  ],
  abandon: ['abandoned', 'handed back', 'its task waits again', 'granted', 'held', 'committed', 'key-reused'],
  settle: ['failed', 'has an outcome'],
  heartbeat: ['alive', 'renewed', 'lost', 'behind', 'unlisted', 'orders', 'ended', 'unknown'],
  restore: ['restored', 'lost'],
  'claim-task': ['granted', 'stale', 'held', 'quarantined', 'cooling-down', 'process-ended'],
  repair: [
    ...['changed', 'alive, renewed', 'alive, left alone'],
    ...['repaired, dead, pending', 'repaired, dead, pending, counted', 'repaired, dead, quarantined, counted'],
    ...['repaired, expired, pending', 'repaired, expired, pending, counted', 'repaired, expired, quarantined, counted'],
    ...['repaired, hung, pending, counted', 'repaired, dropped, pending'],
  ],
  'list-expired': ['none', 'some'],
  release: ['released', 'its task waits again', 'not-held'],
  'quarantine-release': ['released', 'not-quarantined'],
  reset: ['reset', 'held', 'unknown'],
  'mark-processed': ['processed', 'unprocessed', 'unchanged'],
  'import-issue': [
    ...['imported', 'unchanged', 'Mirin knows it already'],
    ...['Mirin has moved it since the import', 'another record of it was imported before'],
  ],
  'end-process': ['ended, ended', 'ended, dead', 'ended, unknown', 'holds'],
  'forget-process': ['forgotten', 'kept'],
  'note-unresponsive': ['noted', 'known, or over'],
  'label-open': ['opened'],
  'label-close': ['clean', 'moved-on', 'again-later'],
  'mark-dirty': ['marked'],
  tick: ['a gap', 'no gap'],
  verify: ['lost', 'stray', 'late'],
  world: [
    ...['a gap (silence)', 'a gap (clock)', 'a gap (restart)', 'a gap (loss)', 'a gap (brake)'],
    ...['an adopted lease', 'an issue runs alone', 'a death that several issues share', 'three deaths'],
    'a task in its third run',
  ],
};

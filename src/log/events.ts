/** The one place that words all logs: each event's level and message. Transitions are at info, one line each. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

interface LogEvent {
  level: LogLevel;
  message: string;
}

const debug = (message: string): LogEvent => ({ level: 'debug', message });
const info = (message: string): LogEvent => ({ level: 'info', message });
const warn = (message: string): LogEvent => ({ level: 'warn', message });
const error = (message: string): LogEvent => ({ level: 'error', message });

/** Names are `noun.verb-past`; a message is a lower-case phrase that needs no field to be understood. */
export const EVENTS = {
  'checkout.granted': info('issue granted'),
  'checkout.refused': info('checkout refused'),

  'checkin.committed': info('issue handed back'),
  'checkin.refused': info('checkin refused: the lease is not current'),

  'lease.lost': warn('lease lost'),
  'lease.unlisted': warn('a current lease was not named in the heartbeat and is not renewed'),

  'process.draining': info('an operator wants this process to take nothing more'),
  'process.cancelled': warn('an operator cancelled work of this process'),
  'order.ignored': warn('an order that this version does not know was left alone'),

  'lock.freed': warn('lock freed: its holder is gone'),

  'heartbeat.failed': warn('heartbeat failed; it is tried again until it comes through'),
  'heartbeat.resumed': info('heartbeat came through again'),

  'repair.requeued': info('orphan repaired: issue pending again'),
  'repair.quarantined': warn('orphan repaired: issue quarantined, its holders died too often'),
  'repair.dropped': debug('repair not needed: the lease lives or has changed'),
  'repair.braked': warn('most leases ran out at once: they are left alone for now'),
  'repair.postponed': info('repair postponed: Redis was silent or its clock stepped'),
  'scan.finished': debug('scan for orphans finished'),
  'scan.failed': error('scan for orphans failed'),

  'labels.defined': info('owned labels created in the repository'),
  'labels.served': debug('labels are seen to from now on, and what had waited for that is asked for'),
  'labels.renamed': warn('a person renamed an owned label; it is followed'),
  'labels.synced': info('labels brought in line with the state'),
  'labels.unchanged': debug('labels agree with the state already'),
  'labels.superseded': debug('state changed while its labels were synced; another pass follows'),
  'labels.failed': warn('labels could not be synced; another attempt follows'),
  'labels.deferred': debug('labels wait for their turn: the account at GitHub does enough for now'),
  'labels.refused': error('GitHub refused the labels; an operator has to look'),
  'labels.drifted': info('owned labels were changed by somebody else; a pass follows'),
  'labels.taken': info('issues taken over that were known by their labels only'),
  'labels.damped': warn('owned labels are changed again and again; they are left alone for now'),
  'labels.paused': warn('labels are not synced: neither a token nor a GitHub App is set'),

  'intake.swept': debug('looked for issues and comments that are work'),
  'intake.failed': warn('GitHub did not show what may be work; the next look goes on from there'),
  'intake.stopped': warn('intake stops: as many tasks wait as may (maxPendingTasks); what is found is kept in order'),
  'intake.resumed': info('intake goes on: nothing that was found waits for room any more'),

  'operator.done': info('carried out what a label asked for'),
  'operator.refused': warn('a label asked for something, and whoever set it may not'),
  'operator.failed': warn('GitHub refuses to take off a label that asks for something, or to say who set it'),

  'sweep.finished': debug('looked at what changed on GitHub'),
  'sweep.failed': warn('GitHub did not list what changed; the next sweep goes on from there'),

  'comment.posted': info('repair told of in a comment'),
  'comment.found': info('repair was told of in a comment already'),
  'comment.failed': warn('comment could not be posted; another attempt follows'),
  'comment.refused': warn('comment is given up: GitHub does not take it, or nobody wants it'),

  'github.paused': warn('GitHub wants the account to wait: none of its requests is sent until then'),
  'github.broken': error(
    'GitHub refuses the account or can not be had: it is tried again by itself, one read at a time',
  ),
  'github.mended': info('GitHub serves the account again'),

  'task.queued': info('issue or comment became a task'),
  'task.claimed': info('task claimed'),
  'task.finished': info('task finished'),
  'task.failed': warn('task failed: its handler threw'),

  'request.settled': warn('request ended without an outcome and was settled as failed'),
  'request.rejected': warn('job is not a valid request'),

  'worker.started': info('worker started'),
  'worker.draining': info('worker stops taking jobs'),
  'worker.stopped': info('worker stopped'),
  'worker.failed': error('worker failed'),

  'queue.stalled': warn('job stalled and is run again'),
  'queue.unlocked': warn('job was held for longer than its lock lasts; it is run again without a second effect'),
  'queue.failed': error('job failed for good'),
  'queue.retried': warn('job failed and is tried again'),
  'queue.scheduled': debug('schedule registered'),

  'redis.started': info('private Redis started'),
  'redis.lost': error('Redis does not serve'),
  'redis.returned': info('Redis serves again'),
  'redis.interrupted': debug('a command failed because of the state of Redis'),
  'redis.restarted': warn('Redis was restarted: grants wait until holders have shown what they hold'),
  'redis.emptied': error('Redis has lost what it knew: holders bring their leases back, the rest is gone'),
  'redis.stalled': warn('Redis was silent, or its clock stepped forward: what ran out meanwhile is left alone for now'),
  'redis.refused': error('Redis is not suitable'),
  'redis.warned': warn('Redis is usable, but not set as it ought to be'),
  'clock.jumped': warn('the clock of Redis was set back, and all deadlines with it'),

  'board.opened': info('board listens'),
  'board.closed': info('board closed'),
  'board.denied': warn('log-in to the board denied'),
  'board.failed': error('board could not answer a request'),
  'board.changed': info('changed through the board'),

  'github.changed': warn('GitHub told of a change to a whole project'),

  'webhook.taken': debug('webhook delivery taken'),
  'webhook.refused': warn('webhook delivery refused'),
  'webhook.failed': error('webhook delivery could not be noted or followed; the sweep finds what it told of'),
  'webhook.disabled': info('webhooks are not received: no MIRIN_WEBHOOK_SECRET'),

  'process.died': warn('process found dead'),
  'process.reborn': warn('this process was declared dead and goes on under a new id'),
  'process.hung': warn('process lives but is silent past its deadline'),
  'process.stuck': warn('process beats but makes no progress'),
} as const satisfies Readonly<Record<`${string}.${string}`, LogEvent>>;

export type EventName = keyof typeof EVENTS;

/** Mutants of named locks: one holder at a time, a fair line, and nothing left behind by whoever is gone. */

import type { CutList } from '../mutant.ts';

export const lockCuts: CutList = {
  area: 'locks',
  files: [
    {
      file: 'src/transitions/includes/lock.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-call-paused',
          guard: 'whoever is called in a pause has time to come after it',
          find: "math.max(tonumber(lock.promisedUntil or '0'), paused_until + CALL_MS)",
          replace: "tonumber(lock.promisedUntil or '0')",
        },
        {
          id: 'lock-status-known',
          guard: 'a lock that is neither held nor free is refused',
          find: "if lock.status and not is_held and lock.status ~= 'free' then",
          replace: 'if false then',
        },
        {
          id: 'lock-holder-known',
          guard: 'a held lock without a holder is refused',
          find: "if is_held and not lock.processId then refuse_lock(key, 'processId', 'the holder') end",
        },
        {
          id: 'lock-fence-known',
          guard: 'a lock without a proper fence is refused',
          find: "if lock.status and not string.match(lock.fence or '', '^[1-9]%d*$') then",
          replace: 'if false then',
        },
        {
          id: 'lock-numbers-known',
          guard: 'a lock whose numbers are none is refused before anything is written',
          find: "if not string.match(lock[name] or '0', '^%d+$') then refuse_lock(key, name, 'a whole number', lock[name]) end",
        },
        {
          id: 'lock-dead-holder',
          guard: 'a lock is free at once when its holder is known to be gone',
          find: "if status and status ~= 'alive' then return status end",
        },
        {
          id: 'lock-shielded',
          guard: 'a lock is not taken from a holder who could not beat',
          find: "math.max(deadline_ms, shielded_until(time, deadline_ms, tonumber(lock.leaseTtlMs or '0'), true))",
          replace: 'deadline_ms',
        },
        {
          id: 'lock-line-over',
          guard: 'whoever waits no more is passed over',
          find: 'if waiter.deadline_ms >= time.ms then return waiter end',
          replace: 'if waiter then return waiter end',
        },
        {
          id: 'lock-call-heard',
          guard: 'whoever is next is called',
          find: "redis.call('PUBLISH', key.lock_calls, waiter.request_id)",
        },
        {
          id: 'lock-call-forgotten',
          guard: 'a promise of a lock that Redis has forgotten does not stay for ever',
          find: "int_text(time.ms + CALL_MS)) redis.call('PEXPIRE', key.lock, FREE_KEPT_MS)",
          replace: 'int_text(time.ms + CALL_MS))',
        },
        {
          id: 'lock-call-anew',
          guard: 'whoever moves up is called, too',
          find: 'if first and first.request_id == lock.promisedTo then',
          replace: 'if first then',
        },
        {
          id: 'lock-call-ends',
          guard: 'whoever was called and does not come is not waited for',
          find: 'if left_ms > 0 and left_ms <= CALL_MS then return first end',
          replace: 'if first then return first end',
        },
        {
          id: 'lock-call-clock',
          guard: 'a call from before the clock was set back is over',
          find: ' and left_ms <= CALL_MS',
        },
        {
          id: 'lock-call-missed',
          guard: 'whoever was called and did not come loses the place in the line',
          find: "redis.call('ZREM', key.lock_line, first.member)",
        },
        {
          id: 'lock-call-next',
          guard: 'the next in the line is called when whoever was called does not come',
          find: 'if first then call_up(key, first, time) end',
        },
        {
          id: 'lock-held-kept',
          guard: 'a lock that is held is not forgotten, and bears nothing of its former lease',
          find: "redis.call('DEL', key.lock)",
        },
        {
          id: 'lock-has-deadline',
          guard: 'a lock has a deadline from the step on in which it is given',
          find: "redis.call('ZADD', key.leases, expires_at, lease_name(arg))",
        },
        {
          id: 'lock-is-listed',
          guard: 'a lock that is held is listed',
          find: "redis.call('ZADD', key.locks, time.text, arg.lock)",
        },
        {
          id: 'lock-of-process',
          guard: 'it is known of a process which locks it holds',
          find: "redis.call('SADD', key.process_locks, arg.lock)",
        },
        {
          id: 'lock-end-deadline',
          guard: 'a lock that came free has no deadline',
          find: "redis.call('ZREM', key.leases, lease_name(arg))",
        },
        {
          id: 'lock-end-listed',
          guard: 'a lock that came free is listed no more',
          find: "redis.call('ZREM', key.locks, arg.lock)",
        },
        {
          id: 'lock-end-process',
          guard: 'a lock that came free is no longer its holder’s',
          find: "redis.call('SREM', key.holder_locks, arg.lock)",
        },
        {
          id: 'lock-end-holder',
          guard: 'a free lock names no holder',
          find: "redis.call('HDEL', key.lock, unpack(HOLDER_FIELDS))",
        },
        {
          id: 'lock-end-kept',
          guard: 'a lock that nobody wants any more is forgotten',
          find: "'endedBy', event.by) redis.call('PEXPIRE', key.lock, FREE_KEPT_MS)",
          replace: "'endedBy', event.by)",
        },
        {
          id: 'lock-end-calls',
          guard: 'whoever waits is called however the lock came free',
          find: 'promised_to(key, {}, time, 0)',
        },
      ],
    },
    {
      file: 'src/transitions/lock-acquire.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-asked-of-holder',
          guard: 'the lock is asked for by the holder that there is, not by the one that was read before',
          find: "if lock.status == 'held' and lock.processId ~= arg.holder then return { 'changed' } end",
        },
        {
          id: 'lock-line-for-waiting',
          guard: 'only who waits is put in the line',
          find: "if arg.is_waiting ~= '1' then return '0' end",
        },
        {
          id: 'lock-line-place',
          guard: 'whoever asks again keeps the place in the line',
          find: "'NX', ",
        },
        {
          id: 'lock-line-kept',
          guard: 'a line in which nobody waits any more is forgotten',
          find: "redis.call('PEXPIRE', key.lock_line, FREE_KEPT_MS)",
        },
        {
          id: 'lock-line-left',
          guard: 'whoever has the lock waits for it no more',
          find: "redis.call('ZREM', key.lock_line, place)",
        },
        {
          id: 'lock-asked-again',
          guard: 'the same request is answered by the same lease',
          find: "if is_ours then return { 'acquired', lock.fence, lock_deadline(key, arg) } end",
        },
        {
          id: 'lock-late',
          guard: 'a lock is not given to a request that came too late',
          find: "if time.ms > deadline_ms then return { 'deadline-passed' } end",
        },
        {
          id: 'lock-to-ended',
          guard: 'a process that has ended gets no lock',
          find: "if redis.call('HGET', key.process, 'status') ~= 'alive' then return { 'process-ended' } end",
        },
        {
          id: 'lock-cooling',
          guard: 'former holders have the first word after a restart',
          find: "if time.restarted_at > 0 and time.ms < restart_until then return { 'cooling-down', int_text(restart_until) } end",
        },
        {
          id: 'lock-end-before-next',
          guard: 'the lease that is over is ended before the next one begins',
          find: "end_lock(key, arg, lock, time, cause, { type = 'lock.freed', cause = cause, by = arg.process_id })",
        },
        {
          id: 'lock-in-turn',
          guard: 'nobody gets the lock before whoever was called',
          find: 'if next_up and next_up.request_id ~= arg.request_id then',
          replace: 'if false then',
        },
      ],
    },
    {
      file: 'src/transitions/lock-release.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-released-again',
          guard: 'a lock that was given back is so again',
          find: "if is_over and lock.endedBy == arg.by then return { 'released' } end",
        },
        {
          id: 'lock-released-by',
          guard: 'a holder hears that its lock was taken from it, not that it gave it back',
          find: ' and lock.endedBy == arg.by',
        },
        {
          id: 'lock-released-fence',
          guard: 'an earlier lease than the one that was given back was lost',
          find: ' and lock.fence == arg.fence_seen',
        },
        {
          id: 'lock-released-ended',
          guard: 'a lock that was freed was not given back',
          find: " and lock.ended == 'released'",
        },
        {
          id: 'lock-released-of-holder',
          guard: 'a lock is taken from the holder that there is, not from the one that was read before',
          find: "if lock.processId ~= arg.holder then return { 'changed' } end",
        },
        {
          id: 'lock-release-fence',
          guard: 'nobody gives back what another holds by now',
          find: "if arg.fence_seen ~= '' and lock.fence ~= arg.fence_seen then return { 'not-held' } end",
        },
      ],
    },
    {
      file: 'src/transitions/lock-leave.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-leave-line',
          guard: 'whoever gives up is in nobody’s way',
          find: "redis.call('ZREM', key.lock_line, arg.request_id .. ' ' .. arg.process_id .. ' ' .. arg.deadline_ms)",
        },
        {
          id: 'lock-leave-given',
          guard: 'a lock that was given to whoever gave up comes back',
          find: 'if is_ours then',
          replace: 'if false then',
        },
        {
          id: 'lock-leave-request',
          guard: 'a request that is given up ends no other one of its process',
          find: 'lock.requestId == arg.request_id and ',
        },
        {
          id: 'lock-leave-passes',
          guard: 'whoever was called and gives up passes the lock on',
          find: "if lock.status == 'free' and lock.promisedTo == arg.request_id then promised_to(key, {}, time, 0) end",
        },
        {
          id: 'lock-leave-held',
          guard: 'nobody is called to a lock that is held',
          find: "if lock.status == 'free' and lock.promisedTo == arg.request_id then promised_to(key, {}, time, 0) end",
          replace: 'promised_to(key, {}, time, 0)',
        },
      ],
    },
    {
      file: 'src/transitions/lock-free.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-free-holder',
          guard: 'a lock is freed from the holder only that was seen',
          find: ' and lock.processId == arg.holder',
        },
        {
          id: 'lock-free-fence',
          guard: 'a newer lease of the same holder is not freed',
          find: ' and lock.fence == arg.fence_seen',
        },
        {
          id: 'lock-free-beaten',
          guard: 'a holder that has beaten since is not dead',
          find: "lock_deadline(key, arg) == arg.deadline_seen and 'dead' or nil",
          replace: "'dead'",
        },
        {
          id: 'lock-free-expired',
          guard: 'it is decided anew whether a lock has expired',
          find: 'return lost_by(key, arg, lock, time)',
          replace: "return 'expired'",
        },
      ],
    },
    {
      file: 'src/transitions/lock-restore.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-restore-known',
          guard: 'a lock of which nothing is known is brought back only after a loss',
          find: 'not is_known or ',
        },
        {
          id: 'lock-restore-again',
          guard: 'a lock that was brought back is so again',
          find: "if is_ours then return { 'restored', lock_deadline(key, arg) } end",
        },
        {
          id: 'lock-restore-held',
          guard: 'no lock is brought back that somebody holds',
          find: "lock.status == 'held' or ",
        },
        {
          id: 'lock-restore-ended',
          guard: 'a process that has ended brings no lock back',
          find: 'is_ended or ',
        },
        {
          id: 'lock-restore-ahead',
          guard: 'a lock that was given back is not brought back',
          find: ' or not is_ahead(arg.fence_seen, lock.fence, time)',
        },
        {
          id: 'lock-restore-fence',
          guard: 'a lock comes back under its own fence',
          find: 'fence = arg.fence_seen,',
        },
      ],
    },
    {
      file: 'src/transitions/reindex-lock.lua',
      tests: ['verify/verify-indexes'],
      cuts: [
        {
          id: 'lock-verify-list',
          guard: 'the list of locks is proved',
          find: "expect_in_zset(is_held, key.locks, 'locks', arg.lock, lock.since or time.text, true)",
        },
        {
          id: 'lock-verify-deadline',
          guard: 'it is proved that what is held has a deadline, and nothing else',
          find: "expect_in_zset(is_held, key.leases, 'leases', lease_name(arg), int_text(time.ms + tonumber(lock.leaseTtlMs or '0')))",
        },
        {
          id: 'lock-verify-holder',
          guard: 'a lock is looked for with its holder, and with no other process',
          find: ' and lock.processId == arg.holder',
        },
      ],
    },
    {
      file: 'src/transitions/heartbeat.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-beat-held',
          guard: 'a lock is renewed while it is held',
          find: "(is_lock(name) and 'held' or 'processing')",
          replace: "'processing'",
        },
        {
          id: 'lock-beat-count',
          guard: 'a lock hides no issue that the process holds without naming it',
          find: 'if not is_lock(name) then renewed_issues = renewed_issues + 1 end',
          replace: 'renewed_issues = renewed_issues + 1',
        },
      ],
    },
    {
      file: 'src/transitions/forget-process.lua',
      tests: ['transitions/lock'],
      cuts: [
        {
          id: 'lock-forget-holder',
          guard: 'a process that holds locks is not forgotten',
          find: " + redis.call('SCARD', key.process_locks)",
        },
      ],
    },
    {
      file: 'src/client/await-lock.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-leaves-refused',
          guard: 'whoever was refused waits no more',
          find: "if (reply.outcome !== 'acquired' && wish.waitMs > 0) await line.leave();",
        },
        {
          id: 'lock-leaves-given-up',
          guard: 'whoever gave up has neither a place in the line nor the lock',
          find: 'await line.leave(); throw error;',
          replace: 'throw error;',
        },
        {
          id: 'lock-stops-listening',
          guard: 'nobody listens for calls who waits no more',
          find: 'stopListening();',
        },
        {
          id: 'lock-time-to-ask',
          guard: 'a lock that is not waited for may take a request’s time',
          find: 'Math.max(waitMs, settings.requestTimeoutMs)',
          replace: 'waitMs',
        },
        {
          id: 'lock-given-up-late',
          guard: 'a lock that comes after the signal has aborted is not kept',
          find: 'const reply = await this.#ask(isLast); this.#throwIfGivenUp();',
          replace: 'const reply = await this.#ask(isLast);',
        },
        {
          id: 'lock-refused-late',
          guard: 'whoever waited to the end hears who holds the lock',
          find: 'if (isLast) return last ?? this.#tooLate();',
          replace: 'if (isLast) return this.#tooLate();',
        },
        {
          id: 'lock-asks-when-called',
          guard: 'whoever is called asks at once',
          find: 'this.#called.signal, ',
        },
      ],
    },
    {
      file: 'src/client/replies.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-calls-delivered',
          guard: 'a call reaches whoever waits for it',
          find: 'else this.#called.get(message)?.();',
        },
        {
          id: 'lock-calls-subscribed',
          guard: 'calls are listened for',
          find: 'isHeard: this.#subscriber.subscribe(channel)',
          replace: 'isHeard: Promise.resolve()',
        },
        {
          id: 'lock-calls-others',
          guard: 'calls are listened for as long as anybody waits',
          find: 'if (callers.count > 0) return;',
        },
        {
          id: 'lock-calls-again',
          guard: 'calls are listened for again when the connection is back',
          find: ', ...this.#callers.keys()',
        },
        {
          id: 'lock-calls-unsubscribed',
          guard: 'calls for which nobody waits are not listened for',
          find: 'this.#subscriber.unsubscribe(channel).catch(() => undefined);',
        },
      ],
    },
    {
      file: 'src/client/holder.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-reborn',
          guard: 'a process that was declared dead takes locks as a new one',
          find: "if (asked.outcome !== 'process-ended') return asked;",
          replace: 'return asked;',
        },
      ],
    },
    {
      file: 'src/client/locks-api.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-handler-threw',
          guard: 'a lock is given back though the work under it failed',
          find: 'await whileTrusted(lock, () => lock.release()).catch(() => undefined);',
        },
        {
          id: 'lock-handler-lost',
          guard: 'work under a lock that was lost is not called done',
          find: "if (outcome === 'not-held')",
          replace: 'if (false)',
        },
      ],
    },
    {
      file: 'src/client/lease-keeper.ts',
      tests: ['client/lease-keeper'],
      cuts: [
        {
          id: 'lock-released-let-go',
          guard: 'a lock that was given back is kept no longer',
          find: 'if (isReleased(outcome)) this.#letGo(key); else this.#lose',
          replace: 'if (!isReleased(outcome)) this.#lose',
        },
        {
          id: 'lock-released-lost',
          guard: 'a lock that can’t be given back any more is lost at once',
          find: "if (isReleased(outcome)) this.#letGo(key); else this.#lose(key, 'it is no longer current');",
          replace: 'if (isReleased(outcome)) this.#letGo(key);',
        },
        {
          id: 'lock-release-under-way',
          guard: 'a lock that its release ends is not called lost',
          find: 'await held.whileEnding(send, isReleased)',
          replace: 'await send()',
        },
      ],
    },
    {
      file: 'src/client/restore-lease.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-restored',
          guard: 'a lock that Redis has forgotten is asked for as a lock',
          find: "'lock' in lost ? await restoreLock(store, lost) : await restore(store, lost)",
          replace: 'await restore(store, lost)',
        },
      ],
    },
    {
      file: 'src/client/close-client.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-close-gives-back',
          guard: 'a client that closes gives its locks back',
          find: '...locks.map((lock) =>',
          replace: '...[].map((lock) =>',
        },
        {
          id: 'lock-close-own',
          guard: 'a client that closes takes no lock from another',
          find: 'if (holder !== processId) return; await releaseLock',
          replace: 'await releaseLock',
        },
      ],
    },
    {
      file: 'workers/free-locks.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-dead-own',
          guard: 'the death of a process frees no other’s lock',
          find: 'seen.filter(({ holder }) => holder === processId)',
          replace: 'seen',
        },
      ],
    },
    {
      file: 'workers/prober.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-dead-freed',
          guard: 'locks come free when their holder is seen dead',
          find: 'await freeLocksOfDead(site, processId, context);',
        },
      ],
    },
    {
      file: 'workers/project-scan-handler.ts',
      tests: ['client/locks'],
      cuts: [
        {
          id: 'lock-scan-frees',
          guard: 'a scan frees locks that ran out',
          find: 'await freeExpiredLocks(site, locks, context)',
          replace: '0',
        },
      ],
    },
  ],
};

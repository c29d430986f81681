-- Takes a named lock for a process, or has the process wait in the line.
-- Reply: `changed` (another holder than the caller saw) · `acquired`, fence, expiresAt · `held`, holder (or who is
-- called next), since, expiresAt, 1 where that is the asker itself, place in the line (0 = does not wait) ·
-- `cooling-down`, until · `deadline-passed` · `process-ended`.
-- @include lock
-- @key process HASH who asks
-- @key process_locks SET
-- @arg process_id
-- @arg request_id
-- @arg ttl_ms
-- @arg deadline_ms Redis time after which it is not given
-- @arg is_waiting 1 = waits in the line where it is not free
-- @arg restart_wait_ms pause after another run of Redis, so that holders can restore what it lost

local lock = read_lock(key)
if lock.status == 'held' and lock.processId ~= arg.holder then return { 'changed' } end

local time = tick(key, arg)
local deadline_ms = tonumber(arg.deadline_ms)
local place = arg.request_id .. ' ' .. arg.process_id .. ' ' .. arg.deadline_ms

-- Kept for as long as anybody may wait.
local function join_line()
  if arg.is_waiting ~= '1' then return '0' end
  redis.call('ZADD', key.lock_line, 'NX', int_text(time.us), place)
  redis.call('PEXPIRE', key.lock_line, FREE_KEPT_MS)
  return int_text(redis.call('ZRANK', key.lock_line, place) + 1)
end

local function held(holder, since, expires_at)
  return { 'held', holder, since, expires_at, holder == arg.process_id and '1' or '0', join_line() }
end

local function give()
  redis.call('ZREM', key.lock_line, place)
  local lease = begin_lock(key, arg, time, {
    process_id = arg.process_id, request_id = arg.request_id, ttl_ms = tonumber(arg.ttl_ms), type = 'lock.acquired',
  })
  return { 'acquired', lease.fence, lease.expires_at }
end

local is_ours = lock.status == 'held' and lock.requestId == arg.request_id and lock.processId == arg.process_id
if is_ours then return { 'acquired', lock.fence, lock_deadline(key, arg) } end

if time.ms > deadline_ms then return { 'deadline-passed' } end
if redis.call('HGET', key.process, 'status') ~= 'alive' then return { 'process-ended' } end

local cause = lock.status == 'held' and lost_by(key, arg, lock, time)
if lock.status == 'held' and not cause then return held(lock.processId, lock.since, lock_deadline(key, arg)) end

local restart_until = time.restarted_at + tonumber(arg.restart_wait_ms)
if time.restarted_at > 0 and time.ms < restart_until then return { 'cooling-down', int_text(restart_until) } end

if cause then
  end_lock(key, arg, lock, time, cause, { type = 'lock.freed', cause = cause, by = arg.process_id })
  lock = read_lock(key)
end

local next_up = promised_to(key, lock, time, time.restarted_at > 0 and restart_until or 0)
if next_up and next_up.request_id ~= arg.request_id then
  return held(next_up.process_id, time.text, redis.call('HGET', key.lock, 'promisedUntil'))
end
return give()

-- A named lock: who holds it, who waits for it, how it is given and how it comes free.
-- @include clock
-- @include events
-- @include fence
-- @include hash
-- @key lock HASH status (held, free), fence of its last lease; while held: processId, host, requestId, since, leaseTtlMs; while free: ended (how), endedBy, promisedTo, promisedUntil
-- @key lock_line ZSET `request process deadline` of who waits → since when, in µs
-- @key lock_calls CHANNEL on which the id of the request is called whose turn it is
-- @key locks ZSET held lock → since when
-- @key leases ZSET `lock:NAME` → deadline
-- @key fence STRING the highest fence ever given
-- @key holder_process HASH the holder, as the caller saw it
-- @key holder_locks SET what that one holds
-- @arg lock its name
-- @arg holder as the caller saw it

-- What is kept of a free lock tells a holder whose lease ended from one that Redis has forgotten: as long as a lease can last.
local FREE_KEPT_MS = 86400000
-- Time that whoever is called has to come.
local CALL_MS = 5000
local HOLDER_FIELDS = { 'processId', 'host', 'requestId', 'since', 'leaseTtlMs' }

local function refuse_lock(key, name, expected, found)
  local where = 'key ' .. key.lock .. ', field ' .. name
  error('MIRIN_STATE_CORRUPT ' .. where .. ': expected ' .. expected .. ', found ' .. (found or 'nothing'), 0)
end

-- The lock as a table; what the scripts rely on is checked, so that nothing fails between two writes.
local function read_lock(key)
  local lock = read_hash(key.lock)
  local is_held = lock.status == 'held'
  if lock.status and not is_held and lock.status ~= 'free' then
    refuse_lock(key, 'status', 'held or free', lock.status)
  end
  if is_held and not lock.processId then refuse_lock(key, 'processId', 'the holder') end
  if lock.status and not string.match(lock.fence or '', '^[1-9]%d*$') then
    refuse_lock(key, 'fence', 'a fence', lock.fence)
  end
  for _, name in ipairs({ 'since', 'leaseTtlMs', 'promisedUntil' }) do
    if not string.match(lock[name] or '0', '^%d+$') then refuse_lock(key, name, 'a whole number', lock[name]) end
  end
  return lock
end

local function lease_name(arg) return 'lock:' .. arg.lock end

local function lock_deadline(key, arg) return redis.call('ZSCORE', key.leases, lease_name(arg)) or '0' end

-- How a held lock's lease ended though nobody has freed it yet: dead or ended with its holder, or expired; nil = it lasts.
local function lost_by(key, arg, lock, time)
  local status = redis.call('HGET', key.holder_process, 'status')
  if status and status ~= 'alive' then return status end
  local deadline_ms = tonumber(lock_deadline(key, arg))
  local until_ms = math.max(deadline_ms, shielded_until(time, deadline_ms, tonumber(lock.leaseTtlMs or '0'), true))
  return time.ms >= until_ms and 'expired' or nil
end

local function waiter_of(member)
  local request_id, process_id, deadline = string.match(member, '^(%S+) (%S+) (%d+)$')
  return { member = member, request_id = request_id, process_id = process_id, deadline_ms = tonumber(deadline or '0') }
end

-- Whoever waits no more is taken out on the way.
local function first_in_line(key, time)
  while true do
    local member = redis.call('ZRANGE', key.lock_line, 0, 0)[1]
    if not member then return nil end
    local waiter = waiter_of(member)
    if waiter.deadline_ms >= time.ms then return waiter end
    redis.call('ZREM', key.lock_line, member)
  end
end

local function call_up(key, waiter, time)
  redis.call('HSET', key.lock, 'promisedTo', waiter.request_id, 'promisedUntil', int_text(time.ms + CALL_MS))
  redis.call('PEXPIRE', key.lock, FREE_KEPT_MS)
  redis.call('PUBLISH', key.lock_calls, waiter.request_id)
end

-- To whom the free lock is promised: to who was called and may still come, or else to the next in the line, who is
-- called now; nil = to nobody. In a pause until then nobody can come: the time to come begins after it. A call from before
-- the clock was set back is over.
local function promised_to(key, lock, time, paused_until)
  local first = first_in_line(key, time)
  if first and first.request_id == lock.promisedTo then
    local left_ms = math.max(tonumber(lock.promisedUntil or '0'), paused_until + CALL_MS) - time.ms
    if left_ms > 0 and left_ms <= CALL_MS then return first end
    redis.call('ZREM', key.lock_line, first.member)
    first = first_in_line(key, time)
  end
  if first then call_up(key, first, time) end
  return first
end

-- Gives the free lock to the process. `lease` says process_id, request_id, ttl_ms, type (of event), and the fence only
-- where an old lease is restored. The script declares `process` and `process_locks`: whoever gets it.
local function begin_lock(key, arg, time, lease)
  local fence = take_fence(key.fence, time.us, lease.fence)
  local expires_at = int_text(time.ms + lease.ttl_ms)
  redis.call('DEL', key.lock)
  redis.call('HSET', key.lock, 'status', 'held', 'fence', fence, 'processId', lease.process_id,
    'host', redis.call('HGET', key.process, 'host') or '', 'requestId', lease.request_id, 'since', time.text,
    'leaseTtlMs', int_text(lease.ttl_ms))
  redis.call('ZADD', key.leases, expires_at, lease_name(arg))
  redis.call('ZADD', key.locks, time.text, arg.lock)
  redis.call('SADD', key.process_locks, arg.lock)
  append_event(key,
    { type = lease.type, lock = arg.lock, processId = lease.process_id, fence = fence, at = time.text })
  return { fence = fence, expires_at = expires_at }
end

-- Takes the lock from its holder; the first in the line is called. `event` says type, and what else people should see.
local function end_lock(key, arg, lock, time, ended, event)
  redis.call('ZREM', key.leases, lease_name(arg))
  redis.call('ZREM', key.locks, arg.lock)
  redis.call('SREM', key.holder_locks, arg.lock)
  redis.call('HDEL', key.lock, unpack(HOLDER_FIELDS))
  redis.call('HSET', key.lock, 'status', 'free', 'ended', ended, 'endedBy', event.by)
  redis.call('PEXPIRE', key.lock, FREE_KEPT_MS)
  event.lock, event.processId, event.fence, event.at = arg.lock, lock.processId, lock.fence, time.text
  append_event(key, event)
  promised_to(key, {}, time, 0)
end

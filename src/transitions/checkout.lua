-- Takes the lease of an issue for a process, or says why not.
-- Reply: outcome text, then the ticket that the grant made worthless (or empty).
-- @include clock
-- @include outcome
-- @include lease
-- @arg process_id
-- @arg task_type
-- @arg priority
-- @arg ttl_ms
-- @arg deadline_ms Redis time after which nothing is granted
-- @arg reopen 1 = grant a completed issue too
-- @arg adopt 1 = take over the lease that this process holds already
-- @arg restart_wait_ms pause after another run of Redis

local stored = find_outcome(key.request, arg.fingerprint)
if stored then
  publish_outcome(key, arg, stored)
  return { stored, '' }
end

local time = tick(key.clock, arg.now, '')
local deadline_ms, ttl_ms = tonumber(arg.deadline_ms), tonumber(arg.ttl_ms)
local record = read_record(key.issue)
local process = redis.call('HMGET', key.process, 'status', 'aloneWith')

local function refuse(...) return { store_refusal(key, arg, { ... }, time.ms, deadline_ms), '' } end

local function grant()
  local lease = begin_lease(key, arg.issue, record, time, {
    process_id = arg.process_id, task_type = arg.task_type, priority = arg.priority, ttl_ms = ttl_ms,
    request_id = arg.request_id, type = 'checkout.granted',
  })
  local outcome = { 'granted', lease.fence, lease.expires_at, arg.ttl_ms, lease.attempt, previous_lease(record) }
  return { store_effect(key, arg, outcome), lease.ticket }
end

local function adopt()
  local expires_at = int_text(time.ms + ttl_ms)
  redis.call('ZADD', key.leases, expires_at, arg.issue)
  redis.call('HSET', key.issue, 'leaseTtlMs', int_text(ttl_ms))
  record_event(key, { type = 'checkout.adopted', issue = arg.issue, processId = arg.process_id, fence = record.fence, at = time.text })
  local outcome = { 'granted', record.fence, expires_at, arg.ttl_ms, record.attempt, previous_lease(record) }
  return { store_effect(key, arg, outcome), '' }
end

local function held()
  local expires_at = redis.call('ZSCORE', key.leases, arg.issue) or '0'
  local is_yours = record.processId == arg.process_id
  if is_yours and arg.adopt == '1' then return adopt() end
  local is_expired = tonumber(expires_at) <= time.ms
  return refuse('held', record.processId, record.startTime or '0', expires_at, is_yours and '1' or '0', is_expired and '1' or '0')
end

local function cooling_until()
  local restart_until = time.restarted_at + tonumber(arg.restart_wait_ms)
  if time.restarted_at > 0 and time.ms < restart_until then return restart_until, 'redis-restarted' end
  local cool_until = tonumber(record.coolUntil or '0')
  if time.ms < cool_until then return cool_until, 'lock-delay' end
  local holds_others = redis.call('SCARD', key.process_issues) > 0
  if holds_others and (record.runAlone == '1' or process[2]) then return time.ms + 5000, 'must-run-alone' end
end

if time.ms > deadline_ms then return refuse('deadline-passed') end
if process[1] ~= 'alive' then return refuse('process-ended') end
if record.status == 'processing' then return held() end
if record.status == 'quarantined' then
  return refuse('quarantined', record.reason or '', int_text(select(2, string.gsub(record.orphanings or '', '%d+', ''))))
end
if record.status == 'completed' and arg.reopen ~= '1' then return refuse('completed') end
local cool_until, reason = cooling_until()
if cool_until then return refuse('cooling-down', int_text(cool_until), reason) end
return grant()

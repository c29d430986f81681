-- Takes the lease of an issue for a process, or says why not.
-- Reply: outcome text, then the ticket that the grant made worthless (or empty).
-- @include clock
-- @include outcome
-- @include lease
-- @include cooling
-- @arg process_id
-- @arg task_type
-- @arg priority
-- @arg ttl_ms
-- @arg deadline_ms Redis time after which nothing is granted
-- @arg reopen 1 = grant a completed issue too
-- @arg adopt 1 = take over the lease that this process holds already

local stored = find_outcome(key.request, arg.fingerprint)
if stored then
  publish_outcome(key, arg, stored)
  return { stored, '' }
end

local record = read_record(key)
local time = tick(key, arg)
local deadline_ms, ttl_ms = tonumber(arg.deadline_ms), tonumber(arg.ttl_ms)
check_deadline(deadline_ms, time.ms)

local function refuse(outcome) return { store_refusal(key, arg, outcome, time.ms, deadline_ms), '' } end

local function accept(fence, expires_at, attempt, ticket)
  local outcome = { 'granted', fence, expires_at, arg.ttl_ms, attempt, previous_lease(record) }
  return { store_effect(key, arg, outcome), ticket }
end

local function grant()
  local lease = begin_lease(key, arg.issue, record, time, {
    process_id = arg.process_id, request_id = arg.request_id, ttl_ms = ttl_ms,
    task_id = arg.task_id, task_type = arg.task_type, priority = arg.priority, type = 'checkout.granted',
  })
  return accept(lease.fence, lease.expires_at, lease.attempt, lease.ticket)
end

-- An adopted lease is in use: it is no longer its first request's to hand back.
local function adopt()
  local expires_at = int_text(time.ms + ttl_ms)
  redis.call('ZADD', key.leases, expires_at, arg.issue)
  redis.call('HSET', key.issue, 'leaseTtlMs', int_text(ttl_ms))
  redis.call('HDEL', key.issue, 'requestId', 'grantedUntil')
  record_event(key, {
    type = 'checkout.adopted', issue = arg.issue, processId = arg.process_id, fence = record.fence, at = time.text,
  })
  return accept(record.fence, expires_at, record.attempt, '')
end

local function held()
  local is_yours = record.processId == arg.process_id
  if is_yours and arg.adopt == '1' then return adopt() end
  local expires_at = redis.call('ZSCORE', key.leases, arg.issue) or '0'
  local is_expired = tonumber(expires_at) <= time.ms
  return refuse({
    'held', record.processId, record.startTime or '0', expires_at, is_yours and '1' or '0', is_expired and '1' or '0',
  })
end

local function quarantined()
  local _, orphanings = string.gsub(record.orphanings or '', '%d+', '')
  return refuse({ 'quarantined', record.reason or '', int_text(orphanings) })
end

if time.ms > deadline_ms then return refuse({ 'deadline-passed' }) end
if redis.call('HGET', key.process, 'status') ~= 'alive' then return refuse({ 'process-ended' }) end
if record.status == 'processing' then return held() end
if record.status == 'quarantined' then return quarantined() end
if record.status == 'completed' and arg.reopen ~= '1' then return refuse({ 'completed' }) end
local cool_until, reason = cooling_until(key, record, time, arg.restart_wait_ms)
if cool_until then return refuse({ 'cooling-down', int_text(cool_until), reason }) end
return grant()

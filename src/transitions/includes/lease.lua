-- How a lease begins and how it ends, whatever ends it.
-- @key leases ZSET issue → deadline
-- @key fence STRING the highest fence ever given
-- @key process HASH the holder
-- @key process_issues SET what the holder holds
-- @key checkpoints HASH issue → fence, a blank, the last checkpoint of the holder
-- @include issue-record
-- @include task

local HOLDER_FIELDS = { 'processId', 'pid', 'host', 'requestId', 'grantedUntil', 'leaseTtlMs', 'statusBefore' }
local OUTCOME_FIELDS = { 'endTime', 'result', 'metadata', 'reason', 'coolUntil', 'committedFence', 'committedStatus' }

-- The next fence: above every earlier one, and at least the time in microseconds.
local function next_fence(fence_key, now_us)
  local last = tonumber(redis.call('GET', fence_key) or '0')
  if not last then error('MIRIN_STATE_CORRUPT ' .. fence_key .. ' is no number', 0) end
  return int_text(math.max(last + 1, now_us))
end

-- A lease counts as current while its issue is processing under its fence; expiry alone ends nothing.
local function is_current(record, fence) return record.status == 'processing' and record.fence == fence end

local function read_record(issue_key)
  local flat, record = redis.call('HGETALL', issue_key), {}
  for index = 1, #flat, 2 do record[flat[index]] = flat[index + 1] end
  return record
end

-- Tells how the previous lease ended: process, fence, end, time, checkpoint.
local function previous_lease(record)
  return record.prevProcessId or '', record.prevFence or '', record.prevEnded or '', record.prevEndedAt or '', record.prevCheckpoint or ''
end

-- Gives the issue to the process; `lease` says process_id, task_type, priority, ttl_ms, request_id,
-- type (of event), and the fence only where an old lease is restored.
local function begin_lease(key, issue, record, time, lease)
  local highest = next_fence(key.fence, time.us)
  local fence = lease.fence or highest
  local expires_at = int_text(time.ms + lease.ttl_ms)
  local holder = redis.call('HMGET', key.process, 'pid', 'host', 'name')
  local attempt = int_text(tonumber(record.attempt or '0') + 1)
  redis.call('HDEL', key.issue, unpack(OUTCOME_FIELDS))
  redis.call('SET', key.fence, highest)
  redis.call('HSET', key.issue, 'fence', fence, 'processId', lease.process_id, 'pid', holder[1] or '', 'host', holder[2] or '',
    'checkedOutBy', holder[3] or '', 'taskType', lease.task_type, 'priority', lease.priority, 'startTime', time.text,
    'leaseTtlMs', int_text(lease.ttl_ms), 'grantedUntil', expires_at, 'requestId', lease.request_id,
    'statusBefore', record.status or 'pending', 'attempt', attempt)
  redis.call('ZADD', key.leases, expires_at, issue)
  redis.call('SADD', key.process_issues, issue)
  if record.runAlone == '1' then redis.call('HSET', key.process, 'aloneWith', issue) end
  local ticket = start_task(key)
  change_status(key, issue, record.status, 'processing', time.text,
    { type = lease.type, processId = lease.process_id, fence = fence, taskType = lease.task_type })
  return { fence = fence, expires_at = expires_at, attempt = attempt, ticket = ticket }
end

-- Ends the current lease and moves the issue on; keeps the fence. `ending` says to, ended (why), event, fields.
local function end_lease(key, issue, record, time, ending)
  local kept = redis.call('HGET', key.checkpoints, issue)
  local checkpoint = kept and string.match(kept, '^' .. record.fence .. ' (.*)$') or ''
  redis.call('HDEL', key.issue, unpack(HOLDER_FIELDS))
  redis.call('HSET', key.issue, 'prevProcessId', record.processId, 'prevFence', record.fence, 'prevEnded', ending.ended,
    'prevEndedAt', time.text, 'prevCheckpoint', checkpoint, 'endTime', time.text)
  for name, value in pairs(ending.fields or {}) do redis.call('HSET', key.issue, name, value) end
  redis.call('ZREM', key.leases, issue)
  redis.call('SREM', key.process_issues, issue)
  redis.call('HDEL', key.checkpoints, issue)
  if redis.call('HGET', key.process, 'aloneWith') == issue then redis.call('HDEL', key.process, 'aloneWith') end
  local event = ending.event
  event.processId, event.fence = record.processId, record.fence
  return change_status(key, issue, record.status, ending.to, time.text, event)
end

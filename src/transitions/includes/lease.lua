-- How a lease begins and how it ends, whatever ends it.
-- @key leases ZSET issue → deadline
-- @key fence STRING the highest fence ever given
-- @key process HASH the holder
-- @key process_issues SET what the holder holds
-- @key checkpoints HASH issue → fence, a blank, the last checkpoint of the holder
-- @include fence
-- @include issue-record
-- @include task

-- What describes the current lease; nothing of it outlives the lease.
local HOLDER_FIELDS = { 'processId', 'pid', 'host', 'requestId', 'grantedUntil', 'leaseTtlMs', 'before' }
-- What the end of a lease leaves; nothing of it outlives the next grant.
local OUTCOME_FIELDS = { 'endTime', 'result', 'metadata', 'reason', 'coolUntil', 'committedFence', 'committedStatus' }
-- What else a grant overwrites.
local GRANT_FIELDS = { 'checkedOutBy', 'taskType', 'priority', 'startTime', 'attempt' }
-- What is kept of the record while the lease lasts.
local BEFORE_FIELDS = { 'status', unpack(OUTCOME_FIELDS) }
for _, name in ipairs(GRANT_FIELDS) do BEFORE_FIELDS[#BEFORE_FIELDS + 1] = name end

-- A lease counts as current while its issue is processing under its fence; expiry alone ends nothing.
local function is_current(record, fence) return record.status == 'processing' and record.fence == fence end

-- Tells how the previous lease ended: process, fence, end, time, checkpoint.
local function previous_lease(record)
  return record.prevProcessId or '', record.prevFence or '', record.prevEnded or '', record.prevEndedAt or '',
    record.prevCheckpoint or ''
end

-- What the record held before the current lease was granted.
local function record_before(record) return cjson.decode(record.before or '{}') end

local function pick(record, names)
  local picked = {}
  for _, name in ipairs(names) do picked[name] = record[name] end
  return picked
end

-- Gives the issue to the process. `lease` says process_id, task_id, task_type, priority, ttl_ms, request_id,
-- type (of event), and the fence only where an old lease is restored.
local function begin_lease(key, issue, record, time, lease)
  local fence = take_fence(key.fence, time.us, lease.fence)
  local expires_at = int_text(time.ms + lease.ttl_ms)
  local attempt = int_text(tonumber(record.attempt or '0') + 1)
  local holder = redis.call('HMGET', key.process, 'pid', 'host', 'name')
  local before = pick(record, BEFORE_FIELDS)
  redis.call('HDEL', key.issue, unpack(OUTCOME_FIELDS))
  redis.call('ZADD', key.leases, expires_at, issue)
  redis.call('SADD', key.process_issues, issue)
  if record.runAlone == '1' then redis.call('HSET', key.process, 'aloneWith', issue) end
  local ticket = start_task(key, lease.task_id)
  change_status(key, issue, record, 'processing', time.text,
    { type = lease.type, processId = lease.process_id, fence = fence, taskType = lease.task_type },
    {
      fence = fence, processId = lease.process_id, requestId = lease.request_id,
      pid = holder[1] or '', host = holder[2] or '', checkedOutBy = holder[3] or '',
      taskType = lease.task_type, priority = lease.priority, attempt = attempt, startTime = time.text,
      leaseTtlMs = int_text(lease.ttl_ms), grantedUntil = expires_at, before = cjson.encode(before),
    })
  return { fence = fence, expires_at = expires_at, attempt = attempt, ticket = ticket }
end

local function drop_holder(key, issue)
  redis.call('HDEL', key.issue, unpack(HOLDER_FIELDS))
  redis.call('ZREM', key.leases, issue)
  redis.call('SREM', key.process_issues, issue)
  redis.call('HDEL', key.checkpoints, issue)
  if redis.call('HGET', key.process, 'aloneWith') == issue then redis.call('HDEL', key.process, 'aloneWith') end
end

local function move_on(key, issue, record, to, time, event, fields)
  event.processId, event.fence = record.processId, record.fence
  return change_status(key, issue, record, to, time.text, event, fields)
end

-- Ends the current lease and moves the issue on; keeps the fence. `ending` says to, ended (why), event, fields.
local function end_lease(key, issue, record, time, ending)
  local kept, fields = redis.call('HGET', key.checkpoints, issue), ending.fields
  fields.prevProcessId, fields.prevFence = record.processId, record.fence
  fields.prevEnded, fields.prevEndedAt, fields.endTime = ending.ended, time.text, time.text
  fields.prevCheckpoint = kept and string.match(kept, '^' .. record.fence .. ' (.*)$') or ''
  drop_holder(key, issue)
  return move_on(key, issue, record, ending.to, time, ending.event, fields)
end

-- Takes back a lease that nobody ever used: all is as before the grant, but the fence.
local function undo_lease(key, issue, record, time, event)
  local before = record_before(record)
  local status = before.status or 'pending'
  before.status = nil
  drop_holder(key, issue)
  redis.call('HDEL', key.issue, unpack(GRANT_FIELDS))
  return move_on(key, issue, record, status, time, event, before)
end

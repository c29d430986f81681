-- Claims a task and the lease of its issue in one step, or says that the ticket is worthless. The same claim again gets
-- the same lease.
-- Reply: `stale` · `held` · `cooling-down`, until · `quarantined` · `process-ended` ·
-- `granted`, fence, expiresAt, attempt, type, priority, comment (or empty), previous lease.
-- @include clock
-- @include lease
-- @include cooling
-- @arg process_id
-- @arg run of the ticket
-- @arg ttl_ms
-- @arg request_id of the claim

local task = redis.call('HMGET', key.task, 'state', 'run', 'issue', 'type', 'priority', 'comment')
local task_type, priority = task[4] or 'misc', task[5] or 'normal'
local record = read_record(key)

local function granted(fence, expires_at, attempt)
  return { 'granted', fence, expires_at, attempt, task_type, priority, task[6] or '', previous_lease(record) }
end

local is_ours = record.processId == arg.process_id and record.requestId == arg.request_id
if is_ours then return granted(record.fence, record.grantedUntil, record.attempt) end
if task[1] ~= 'waiting' or task[2] ~= arg.run or task[3] ~= arg.issue then return { 'stale' } end

local time = tick(key, arg)
if redis.call('HGET', key.process, 'status') ~= 'alive' then return { 'process-ended' } end
if record.status == 'processing' then return { 'held' } end
if record.status == 'quarantined' then return { 'quarantined' } end
local cool_until = cooling_until(key, record, time, arg.restart_wait_ms)
if cool_until then return { 'cooling-down', int_text(cool_until) } end

local lease = begin_lease(key, arg.issue, record, time, {
  process_id = arg.process_id, request_id = arg.request_id, ttl_ms = tonumber(arg.ttl_ms),
  task_id = arg.task_id, task_type = task_type, priority = priority, type = 'task.claimed',
})
return granted(lease.fence, lease.expires_at, lease.attempt)

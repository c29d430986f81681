-- Claims a task and the lease of its issue in one step, or says that the ticket is worthless.
-- Reply: `stale` · `held` · `cooling-down`, until · `quarantined` · `process-ended` ·
-- `granted`, fence, expiresAt, attempt, type, priority, previous lease.
-- @include clock
-- @include lease
-- @arg process_id
-- @arg run of the ticket
-- @arg ttl_ms
-- @arg request_id of the claim
-- @arg restart_wait_ms

local task = redis.call('HMGET', key.task, 'state', 'run', 'type', 'priority')
if task[1] ~= 'waiting' or task[2] ~= arg.run then return { 'stale' } end

local time = tick(key.clock, arg.now, '')
local record = read_record(key.issue)
local process = redis.call('HMGET', key.process, 'status', 'aloneWith')
local holds_others = redis.call('SCARD', key.process_issues) > 0
local restart_until = time.restarted_at + tonumber(arg.restart_wait_ms)

if process[1] ~= 'alive' then return { 'process-ended' } end
if record.status == 'processing' then return { 'held' } end
if record.status == 'quarantined' then return { 'quarantined' } end
if time.restarted_at > 0 and time.ms < restart_until then return { 'cooling-down', int_text(restart_until) } end
if time.ms < tonumber(record.coolUntil or '0') then return { 'cooling-down', record.coolUntil } end
if holds_others and (record.runAlone == '1' or process[2]) then return { 'cooling-down', int_text(time.ms + 5000) } end

local lease = begin_lease(key, arg.issue, record, time, {
  process_id = arg.process_id, task_type = task[3] or 'misc', priority = task[4] or 'normal', ttl_ms = tonumber(arg.ttl_ms),
  request_id = arg.request_id, type = 'task.claimed',
})
return { 'granted', lease.fence, lease.expires_at, lease.attempt, task[3] or 'misc', task[4] or 'normal', previous_lease(record) }

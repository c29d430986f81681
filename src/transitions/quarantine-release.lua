-- Lets an operator make a quarantined issue workable again; its past crashes are forgotten.
-- Reply: `not-quarantined`, status · `released`, run of its task.
-- @include clock
-- @include issue-record
-- @include task
-- @arg by who says so

local record = redis.call('HMGET', key.issue, 'status', 'taskType', 'priority')
if record[1] ~= 'quarantined' then return { 'not-quarantined', record[1] or '' } end

local time = tick(key.clock, arg.now, '')
redis.call('HDEL', key.issue, 'orphanings', 'reason', 'runAlone', 'coolUntil')
redis.call('HSET', key.issue, 'attempt', '0')
change_status(key, arg.issue, 'quarantined', 'pending', time.text, { type = 'quarantine.released', by = arg.by })
local run = want_task(key, arg.task_id, arg.issue, { taskType = record[2] or nil, priority = record[3] or nil }, time.text)
return { 'released', run }

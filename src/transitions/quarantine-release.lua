-- Lets an operator make a quarantined issue workable again; its past crashes are forgotten.
-- Reply: `not-quarantined`, status · `released`, run of its task.
-- @include clock
-- @include issue-record
-- @include task
-- @arg by who says so

local record = read_record(key)
if record.status ~= 'quarantined' then return { 'not-quarantined', record.status or '' } end

local time = tick(key, arg)
redis.call('HDEL', key.issue, 'orphanings', 'reason', 'runAlone', 'coolUntil')
local event = { type = 'quarantine.released', by = arg.by }
change_status(key, arg.issue, record, 'pending', time.text, event, { attempt = '0' })
return { 'released', want_task(key, arg.task_id, arg.issue, record, time.text) }

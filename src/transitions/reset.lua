-- Sets an issue that nobody holds back to pending, as if it had never been worked on; its fence stays.
-- Reply: `held`, holder · `unknown` · `reset`.
-- @include clock
-- @include issue-record
-- @arg by who says so

local record = redis.call('HMGET', key.issue, 'status', 'processId')
if not record[1] then return { 'unknown' } end
if record[1] == 'processing' then return { 'held', record[2] } end

local time = tick(key.clock, arg.now, '')
redis.call('HDEL', key.issue, 'endTime', 'result', 'metadata', 'reason', 'coolUntil', 'orphanings', 'runAlone', 'attempt',
  'committedFence', 'committedStatus')
change_status(key, arg.issue, record[1], 'pending', time.text, { type = 'issue.reset', by = arg.by })
return { 'reset' }

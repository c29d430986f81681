-- Sets an issue that nobody holds back to pending, as if it had never been worked on; its fence stays.
-- Reply: `held`, holder · `unknown` · `reset`.
-- @include clock
-- @include issue-record
-- @arg by who says so

local record = read_record(key)
if not record.status then return { 'unknown' } end
if record.status == 'processing' then return { 'held', record.processId } end

local time = tick(key, arg)
redis.call('HDEL', key.issue, 'attempt', 'startTime', 'endTime', 'result', 'metadata', 'reason',
  'committedFence', 'committedStatus', 'orphanings', 'runAlone', 'coolUntil',
  'prevProcessId', 'prevFence', 'prevEnded', 'prevEndedAt', 'prevCheckpoint')
change_status(key, arg.issue, record, 'pending', time.text, { type = 'issue.reset', by = arg.by }, {})
return { 'reset' }

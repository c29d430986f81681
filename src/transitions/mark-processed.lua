-- Says of an issue that it is processed, or that it is not, whatever its status: the intake leaves a processed one. The
-- mark stands until the issue is next moved on.
-- Reply: `marked` · `unchanged`.
-- @include clock
-- @include issue-record
-- @arg processed 1 or 0
-- @arg by who says so

local record = read_record(key)
if (record.processed or '0') == arg.processed then return { 'unchanged' } end

local time = tick(key, arg)
local event = { issue = arg.issue, at = time.text, by = arg.by }
redis.call('HSET', key.issue, 'processed', arg.processed)
if arg.processed == '1' then
  redis.call('SADD', key.processed_issues, arg.issue)
  event.type = 'issue.processed'
else
  redis.call('SREM', key.processed_issues, arg.issue)
  event.type = 'issue.unprocessed'
end
record_event(key, event)
return { 'marked' }

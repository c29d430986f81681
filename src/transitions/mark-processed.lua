-- Says of an issue that it is processed, or that it is not, whatever its status: the intake leaves a processed one. The
-- mark stands until the issue is next moved on.
-- Reply: `marked` · `unchanged`.
-- @include clock
-- @include issue-record
-- @arg processed 1 or 0
-- @arg by who says so

local record = read_record(key)
if (record.processed or '0') == arg.processed then return { 'unchanged' } end

local is_processed = arg.processed == '1'
local time = tick(key, arg)
redis.call('HSET', key.issue, 'processed', arg.processed)
redis.call(is_processed and 'SADD' or 'SREM', key.processed_issues, arg.issue)
record_event(key, {
  type = is_processed and 'issue.processed' or 'issue.unprocessed', issue = arg.issue, at = time.text, by = arg.by,
})
return { 'marked' }

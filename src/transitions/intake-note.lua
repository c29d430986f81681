-- Notes an issue, or a comment, that is work by the rule, unless its state says that it can't become a task.
-- Reply: `noted` · `known` (noted before; what is known of it is new now) · `left`, why.
-- @include clock
-- @include issue-record
-- @include intake
-- @key task HASH
-- @arg candidate
-- @arg comment id, or empty for the issue itself
-- @arg facts type, priority and place, as JSON

local record, task = read_record(key), read_task(key)
local time = tick(key, arg)
local why, is_passing = obstacle(key, record, task, time, arg.comment)
if why and not is_passing then
  drop_candidate(key, arg.candidate)
  return { 'left', why }
end
return { note_candidate(key, arg.candidate, arg.facts) == 1 and 'noted' or 'known' }

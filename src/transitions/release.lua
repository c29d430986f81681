-- Takes an issue from its holder by an operator's or the holder's own word; an orderly hand-back, no crash.
-- Reply: `changed` · `not-held` · `released`, the run of the task that waits again (or empty).
-- @include clock
-- @include lease
-- @arg holder as it was seen
-- @arg fence_seen or empty: whatever lease is current
-- @arg by who says so
-- @arg reason

local record = read_record(key)
if record.status ~= 'processing' then return { 'not-held' } end
if record.processId ~= arg.holder then return { 'changed' } end
if arg.fence_seen ~= '' and record.fence ~= arg.fence_seen then return { 'not-held' } end

local time = tick(key, arg)
end_lease(key, arg.issue, record, time, {
  to = 'pending', ended = 'released', fields = {},
  event = { type = 'issue.released', by = arg.by, reason = arg.reason },
})
return { 'released', put_back_task(key, arg.task_id, time.text) }

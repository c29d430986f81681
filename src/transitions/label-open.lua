-- Enters a label pass before its first write, so that another pass can see that one is under way; and marks the labels,
-- which another pass may have found in line since this one read them.
-- Reply: `opened`.
-- @include clock
-- @include label-mark
-- @key labels_open ZSET issue:pass → since when
-- @arg issue
-- @arg pass_id

local time = tick(key, arg)
mark_labels(key, arg.issue, time)
redis.call('ZADD', key.labels_open, time.text, arg.issue .. ':' .. arg.pass_id)
return { 'opened' }

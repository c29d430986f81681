-- Marks an issue's labels as possibly wrong, by an operator's word or because they were seen to be.
-- A pass that is under way may have read them before: the new epoch makes it leave the mark.
-- Reply: `marked`.
-- @include clock
-- @key issue HASH
-- @key labels_dirty ZSET
-- @arg issue

local time = tick(key, arg)
redis.call('HINCRBY', key.issue, 'labelEpoch', 1)
redis.call('ZADD', key.labels_dirty, 'NX', time.text, arg.issue)
return { 'marked' }

-- Marks an issue's labels as possibly wrong, by an operator's word or because they were seen to be.
-- @include clock
-- @key labels_dirty ZSET
-- @arg issue

local time = tick(key.clock, arg.now, '')
redis.call('ZADD', key.labels_dirty, 'NX', time.text, arg.issue)
return { 'marked' }

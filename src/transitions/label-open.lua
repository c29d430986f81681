-- Enters a label pass before its first write, so that another pass can see that one is under way.
-- Reply: `opened`.
-- @include clock
-- @key issue HASH
-- @key labels_open ZSET issue:pass → since when
-- @arg issue
-- @arg pass_id

local time = tick(key, arg)
redis.call('HINCRBY', key.issue, 'labelEpoch', 1)
redis.call('ZADD', key.labels_open, time.text, arg.issue .. ':' .. arg.pass_id)
return { 'opened' }

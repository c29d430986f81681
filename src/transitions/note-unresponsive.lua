-- Notes that a process whose leases ran out still has a living pid: it is stopped or hung, and gets its grace.
-- Reply: `noted` (the first time since its last beat) · `known` · `beating` (or nobody can say, after a gap) · `ended`.
-- @include clock
-- @include events
-- @key process HASH
-- @arg process_id

local process = redis.call('HMGET', key.process, 'status', 'lastSeen', 'ttlMs', 'liveness')
if process[1] ~= 'alive' then return { 'ended' } end
local time = tick(key, arg)
local seen_ms, ttl_ms = tonumber(process[2] or '0'), tonumber(process[3] or '0')
local is_beating = seen_ms <= time.ms and seen_ms + ttl_ms > time.ms
if is_beating or is_in_gap(time, ttl_ms, process[4] == 'beat') then return { 'beating' } end
if redis.call('HSETNX', key.process, 'unresponsiveAt', time.text) == 0 then return { 'known' } end
append_event(key, { type = 'process.unresponsive', processId = arg.process_id, at = time.text })
return { 'noted' }

-- Notes that a process whose leases ran out still has a living pid: it is stopped or hung, and gets its grace.
-- Reply: `noted` (the first time since its last beat) · `known` · `ended`.
-- @include clock
-- @include events
-- @key process HASH
-- @arg process_id

if redis.call('HGET', key.process, 'status') ~= 'alive' then return { 'ended' } end
local time = tick(key.clock, arg.now, '')
if redis.call('HSETNX', key.process, 'unresponsiveAt', time.text) == 0 then return { 'known' } end
append_event(key, { type = 'process.unresponsive', processId = arg.process_id, at = time.text })
return { 'noted' }

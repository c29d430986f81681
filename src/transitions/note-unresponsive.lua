-- Notes that a process whose leases ran out still has a living pid: it is stopped or hung, and gets its grace.
-- Reply: `noted` (the first time) · `known` · `ended`.
-- @include clock
-- @key process HASH
-- @key events STREAM
-- @arg process_id

if redis.call('HGET', key.process, 'status') ~= 'alive' then return { 'ended' } end
local time = tick(key.clock, arg.now, '')
if redis.call('HSETNX', key.process, 'unresponsiveAt', time.text) == 0 then return { 'known' } end
redis.call('XADD', key.events, 'MAXLEN', '~', 10000, '*', 'type', 'process.unresponsive', 'processId', arg.process_id, 'at', time.text)
return { 'noted' }

-- Removes what is kept of a process that ended long ago and holds nothing. One that never said that it ended (a shell,
-- a program on a machine without a worker) counts as over when it has been silent for longer than its leases live.
-- Reply: `kept` · `forgotten`.
-- @include clock
-- @key process HASH
-- @key process_issues SET
-- @key process_locks SET
-- @key checkpoints HASH
-- @key orders HASH
-- @key heartbeat STRING
-- @key machine SET
-- @key processes ZSET
-- @arg process_id
-- @arg last_seen as the caller saw it

local time = tick(key, arg)
local process = redis.call('HMGET', key.process, 'status', 'lastSeen', 'ttlMs')
local is_alive = process[1] == 'alive' and tonumber(process[2] or '0') + tonumber(process[3] or '0') > time.ms
local is_seen = redis.call('ZSCORE', key.processes, arg.process_id) ~= arg.last_seen
local holds = redis.call('SCARD', key.process_issues) + redis.call('SCARD', key.process_locks)
if is_alive or is_seen or holds > 0 then return { 'kept' } end
redis.call('DEL', key.process, key.checkpoints, key.orders, key.heartbeat)
redis.call('SREM', key.machine, arg.process_id)
redis.call('ZREM', key.processes, arg.process_id)
return { 'forgotten' }

-- Removes what is kept of a process that ended long ago and holds nothing.
-- Reply: `kept` · `forgotten`.
-- @key process HASH
-- @key process_issues SET
-- @key checkpoints HASH
-- @key orders HASH
-- @key heartbeat STRING
-- @key machine SET
-- @key processes ZSET
-- @arg process_id
-- @arg last_seen as the caller saw it

local is_alive = redis.call('HGET', key.process, 'status') == 'alive'
local is_seen = redis.call('ZSCORE', key.processes, arg.process_id) ~= arg.last_seen
if is_alive or is_seen or redis.call('SCARD', key.process_issues) > 0 then return { 'kept' } end
redis.call('DEL', key.process, key.checkpoints, key.orders, key.heartbeat)
redis.call('SREM', key.machine, arg.process_id)
redis.call('ZREM', key.processes, arg.process_id)
return { 'forgotten' }

-- Leaves an order for a process, which gets it with its next heartbeat; it stays until a heartbeat acknowledges it.
-- Reply: `unknown` (no such process) · `over`, its status · `deaf` (it sends no heartbeats) · `not-held` (the issue is not
-- its own) · `too-many` (it has not come for the last ones) · `ordered`.
-- @include clock
-- @include events
-- @key process HASH
-- @key process_issues SET
-- @key orders HASH order id → order
-- @arg process_id
-- @arg order_id
-- @arg order JSON
-- @arg kind drain or cancel
-- @arg issue that the order is about, or empty
-- @arg by
-- @arg reason

local MOST_ORDERS = 100

local process = redis.call('HMGET', key.process, 'status', 'liveness')
if not process[1] then return { 'unknown' } end
if process[1] ~= 'alive' then return { 'over', process[1] } end
if process[2] ~= 'beat' then return { 'deaf' } end
if arg.issue ~= '' and redis.call('SISMEMBER', key.process_issues, arg.issue) == 0 then return { 'not-held' } end
if redis.call('HLEN', key.orders) >= MOST_ORDERS then return { 'too-many' } end

local time = tick(key, arg)
redis.call('HSET', key.orders, arg.order_id, arg.order)
if arg.kind == 'drain' then redis.call('HSETNX', key.process, 'drainingSince', time.text) end
local event = { type = 'process.ordered', processId = arg.process_id, order = arg.kind, by = arg.by, at = time.text }
if arg.issue ~= '' then event.issue = arg.issue end
if arg.reason ~= '' then event.reason = arg.reason end
append_event(key, event)
return { 'ordered' }

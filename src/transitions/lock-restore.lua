-- Gives a holder its named lock back after Redis lost the last moments: only where nobody holds it, and only to a fence
-- above the stored one.
-- Reply: `restored`, expiresAt · `lost`.
-- @include lock
-- @key process HASH
-- @key process_locks SET
-- @arg process_id
-- @arg fence_seen
-- @arg ttl_ms

local lock = read_lock(key)
local is_ours = lock.status == 'held' and lock.fence == arg.fence_seen and lock.processId == arg.process_id
if is_ours then return { 'restored', lock_deadline(key, arg) } end

local time = tick(key, arg)
local is_ended = redis.call('HGET', key.process, 'status') ~= 'alive'
-- What is kept of a free lock goes after a while: then only a loss tells that it was not another's since.
local is_known = lock.fence or may_be_lost(arg.fence_seen, time)
local is_lost = lock.status == 'held' or is_ended or not is_known or not is_ahead(arg.fence_seen, lock.fence, time)
if is_lost then return { 'lost' } end

local lease = begin_lock(key, arg, time, {
  process_id = arg.process_id, request_id = '', ttl_ms = tonumber(arg.ttl_ms), fence = arg.fence_seen,
  type = 'lock.restored',
})
return { 'restored', lease.expires_at }

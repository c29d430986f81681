-- Gives a holder its lease back after Redis lost the last moments: only where the issue has no current lease, and only
-- to a fence above the stored one.
-- Reply: `restored`, expiresAt · `lost`.
-- @include clock
-- @include lease
-- @arg process_id
-- @arg fence_seen
-- @arg ttl_ms
-- @arg task_type
-- @arg priority

local record = read_record(key)
if is_current(record, arg.fence_seen) and record.processId == arg.process_id then
  return { 'restored', redis.call('ZSCORE', key.leases, arg.issue) or '0' }
end

local time = tick(key, arg)
local is_ended = redis.call('HGET', key.process, 'status') ~= 'alive'
local is_lost = record.status == 'processing' or is_ended or not is_ahead(arg.fence_seen, record.fence, time)
if is_lost then return { 'lost' } end

local lease = begin_lease(key, arg.issue, record, time, {
  process_id = arg.process_id, request_id = '', ttl_ms = tonumber(arg.ttl_ms), fence = arg.fence_seen,
  task_id = arg.task_id, task_type = arg.task_type, priority = arg.priority, type = 'lease.restored',
})
return { 'restored', lease.expires_at }

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

local record = read_record(key.issue)
local time = tick(key.clock, arg.now, '')
local is_from_future = is_higher_fence(arg.fence_seen, int_text(time.us + 5000000))
local is_ended = redis.call('HGET', key.process, 'status') ~= 'alive'
local is_newer = is_higher_fence(arg.fence_seen, record.fence or '0')
if record.status == 'processing' or is_ended or is_from_future or not is_newer then return { 'lost' } end

local ttl_ms = tonumber(arg.ttl_ms)
begin_lease(key, arg.issue, record, time, {
  process_id = arg.process_id, task_type = arg.task_type, priority = arg.priority, ttl_ms = ttl_ms, request_id = '',
  type = 'lease.restored', fence = arg.fence_seen,
})
return { 'restored', int_text(time.ms + ttl_ms) }

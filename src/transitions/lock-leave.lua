-- Ends a request for a named lock: out of the line, and handed back where it was given meanwhile.
-- Reply: `left` · `handed-back`.
-- @include lock
-- @arg process_id who asked; the holder's keys are its own
-- @arg request_id
-- @arg deadline_ms

local lock = read_lock(key)
local time = tick(key, arg)
redis.call('ZREM', key.lock_line, arg.request_id .. ' ' .. arg.process_id .. ' ' .. arg.deadline_ms)

local is_ours = lock.status == 'held' and lock.requestId == arg.request_id and lock.processId == arg.process_id
if is_ours then
  end_lock(key, arg, lock, time, 'released', { type = 'lock.released', by = arg.process_id })
  return { 'handed-back' }
end
-- Whoever leaves may be the one that was called.
if lock.status == 'free' and lock.promisedTo == arg.request_id then promised_to(key, {}, time, 0) end
return { 'left' }

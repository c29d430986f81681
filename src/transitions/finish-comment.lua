-- Says of a comment that it is processed, and gives back the lock under which somebody handled it, in one step. Again is
-- harmless.
-- Reply: `changed` (another holder than the caller saw) · `not-held` (nothing is said) · `done`.
-- @include lock
-- @key processed_comments SET
-- @arg fence_seen
-- @arg by who handled it
-- @arg comment

local lock = read_lock(key)
local is_over = lock.status == 'free' and lock.ended == 'released' and lock.fence == arg.fence_seen
local is_said = redis.call('SISMEMBER', key.processed_comments, arg.comment) == 1
if is_over and is_said and lock.endedBy == arg.by then return { 'done' } end
if lock.status ~= 'held' then return { 'not-held' } end
if lock.processId ~= arg.holder then return { 'changed' } end
if lock.fence ~= arg.fence_seen then return { 'not-held' } end

local time = tick(key, arg)
redis.call('SADD', key.processed_comments, arg.comment)
end_lock(key, arg, lock, time, 'released', { type = 'lock.released', by = arg.by, reason = 'processed' })
return { 'done' }

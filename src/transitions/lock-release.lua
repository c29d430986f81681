-- Takes a named lock from its holder, by the holder's own or an operator's word. Again is harmless.
-- Reply: `changed` (another holder than the caller saw) · `not-held` · `released`.
-- @include lock
-- @arg fence_seen or empty: whatever lease is current
-- @arg by who says so
-- @arg reason

local lock = read_lock(key)
local is_over = lock.status == 'free' and lock.ended == 'released' and lock.fence == arg.fence_seen
if is_over and lock.endedBy == arg.by then return { 'released' } end
if lock.status ~= 'held' then return { 'not-held' } end
if lock.processId ~= arg.holder then return { 'changed' } end
if arg.fence_seen ~= '' and lock.fence ~= arg.fence_seen then return { 'not-held' } end

end_lock(key, arg, lock, tick(key, arg), 'released', { type = 'lock.released', by = arg.by, reason = arg.reason })
return { 'released' }

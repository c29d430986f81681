-- Frees a named lock whose holder is gone, deciding anew whether it is.
-- Reply: `changed` (not as it was seen) · `alive` · `freed`, how the lease ended.
-- @include lock
-- @arg fence_seen
-- @arg deadline_seen
-- @arg cause dead (the holder's pid was seen gone) or expired
-- @arg by who looks after it

local lock = read_lock(key)
local is_as_seen = lock.status == 'held' and lock.processId == arg.holder and lock.fence == arg.fence_seen
if not is_as_seen then return { 'changed' } end

local time = tick(key, arg)

local function ending()
  if arg.cause ~= 'dead' then return lost_by(key, arg, lock, time) end
  return lock_deadline(key, arg) == arg.deadline_seen and 'dead' or nil
end

local ended = ending()
if not ended then return { 'alive' } end
end_lock(key, arg, lock, time, ended, { type = 'lock.freed', cause = ended, by = arg.by })
return { 'freed', ended }

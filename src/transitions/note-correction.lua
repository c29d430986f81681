-- Counts it when a pass had to write labels that had shown the state already: somebody else had changed them. Three such
-- corrections within ten minutes are a quarrel, and the issue's labels are left alone for a while.
-- Reply: `none` (the labels had not shown this version) · `counted` · `damped`.
-- @include clock
-- @include label-damping
-- @key issue HASH
-- @arg issue
-- @arg version The one that the pass brought to the labels

local WINDOW_MS = 600000
local MOST_CORRECTIONS = 3

local time = tick(key, arg)
local record = redis.call('HMGET', key.issue, 'labelVersion', 'labelCorrections')
if record[1] ~= arg.version then return { 'none' } end

local corrections = { time.text }
for at in string.gmatch(record[2] or '', '%d+') do
  if tonumber(at) > time.ms - WINDOW_MS and tonumber(at) <= time.ms then corrections[#corrections + 1] = at end
end
if #corrections < MOST_CORRECTIONS then
  redis.call('HSET', key.issue, 'labelCorrections', table.concat(corrections, ','))
  return { 'counted' }
end
redis.call('HDEL', key.issue, 'labelCorrections')
redis.call('ZADD', key.labels_damped, int_text(time.ms + DAMPED_MS), arg.issue)
return { 'damped' }

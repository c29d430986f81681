-- Ends a label pass: the dirty mark goes only if the state did not move on and no other pass can have written.
-- Reply: `clean` · `moved-on` · `again-later` (another pass was under way, a write may still land, or this pass broke off).
-- @include clock
-- @key issue HASH
-- @key labels_open ZSET
-- @key labels_dirty ZSET
-- @arg issue
-- @arg pass_id
-- @arg was_opened 1 = the pass wrote
-- @arg version_read
-- @arg epoch_read
-- @arg is_ambiguous 1 = a write got no answer
-- @arg is_broken_off 1 = the labels were not brought to the state

local STALE_MS = 60000
-- Time in which a write that got no answer may still land, whatever other passes see meanwhile.
local LANDING_MS = 60000

local time = tick(key, arg)
local record = redis.call('HMGET', key.issue, 'version', 'labelEpoch', 'labelUnanswered')
local own_openings = arg.was_opened == '1' and 1 or 0
local was_disturbed = tonumber(record[2] or '0') ~= tonumber(arg.epoch_read) + own_openings

if arg.was_opened == '1' then
  redis.call('ZREM', key.labels_open, arg.issue .. ':' .. arg.pass_id)
  redis.call('HINCRBY', key.issue, 'labelEpoch', 1)
end

-- One in the future is from before the clock was set back: its time begins anew.
local function may_still_land()
  local unanswered_at = tonumber(record[3] or '0')
  if arg.is_ambiguous == '1' or unanswered_at > time.ms then
    redis.call('HSET', key.issue, 'labelUnanswered', time.text)
    return true
  end
  return time.ms < unanswered_at + LANDING_MS
end

-- A pass that was stopped stays open; it is forgotten once a whole further pass has come after it. One that was opened
-- in the future is from before the clock was set back.
for _, pass in ipairs(redis.call('ZRANGE', key.labels_open, 0, -1)) do
  if string.sub(pass, 1, #arg.issue + 1) == arg.issue .. ':' then
    was_disturbed = true
    local opened_at = tonumber(redis.call('ZSCORE', key.labels_open, pass))
    if opened_at < time.ms - STALE_MS or opened_at > time.ms then redis.call('ZREM', key.labels_open, pass) end
  end
end

local is_unsettled = may_still_land()
if (record[1] or '0') ~= arg.version_read then return { 'moved-on' } end
if was_disturbed or is_unsettled or arg.is_broken_off == '1' then return { 'again-later' } end
if record[1] then redis.call('HSET', key.issue, 'labelVersion', record[1]) end
redis.call('HDEL', key.issue, 'labelUnanswered')
redis.call('ZREM', key.labels_dirty, arg.issue)
return { 'clean' }

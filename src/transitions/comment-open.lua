-- Enters an attempt at a repair comment before it is posted: while it may still reach GitHub, nobody else posts it.
-- Reply: `gone` (posted or given up meanwhile) · `wait`, for how many ms · `open`.
-- @include clock
-- @include repair-comment
-- @arg fence of the lease that was repaired

-- Time in which a post that got no answer, or whose worker died, may still land.
local LANDING_MS = 60000

local time = tick(key, arg)
if not has_comment(key, arg.fence) then return { 'gone' } end

-- One in the future is from before the clock was set back: its time begins anew.
local tried_at = math.min(tonumber(redis.call('HGET', key.comments, 'tried:' .. arg.fence) or '-1'), time.ms)
local is_under_way = tried_at >= 0 and time.ms < tried_at + LANDING_MS
local at_text = is_under_way and int_text(tried_at) or time.text
redis.call('HSET', key.comments, 'tried:' .. arg.fence, at_text)
if is_under_way then return { 'wait', int_text(tried_at + LANDING_MS - time.ms) } end
return { 'open' }

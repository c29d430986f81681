-- Notes that Redis answered at this time; workers do so each second, so that silence can be told from death.
-- Reply: the time, the id of the clock, the newest gap (or empty), 1 where this tick found it.
-- @include clock
-- @arg ended_run_id a run of Redis that is known to have ended in order, or empty

local time = tick(key, arg)
local newest = time.gaps[#time.gaps]
return { time.text, time.clock_id, newest and gap_text(newest) or '', time.is_gap and '1' or '0' }

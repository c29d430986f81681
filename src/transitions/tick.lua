-- Notes that Redis answered at this time; workers do so each second, so that silence can be told from death.
-- Reply: the time, the run id of Redis, 1 where a gap was found.
-- @include clock
-- @arg known_run_id the run that the caller saw last, or empty
-- @arg ended_run_id a run that is known to have ended in order, or empty

local before = redis.call('HGET', key.clock, 'gaps') or ''
local time = tick(key.clock, arg.now, arg.known_run_id, arg.ended_run_id)
local is_gap = (redis.call('HGET', key.clock, 'gaps') or '') ~= before
return { time.text, time.run_id, is_gap and '1' or '0' }

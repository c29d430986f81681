-- Why a workable issue is not granted just now.
-- @key process HASH who asks
-- @key process_issues SET what it holds
-- @arg restart_wait_ms pause after another run of Redis

local LOOK_AGAIN_MS = 5000

-- Until when it is not granted, and why: lock-delay, redis-restarted or must-run-alone; nil = it can be.
local function cooling_until(key, record, time, restart_wait_ms)
  local restart_until = time.restarted_at + tonumber(restart_wait_ms)
  if time.restarted_at > 0 and time.ms < restart_until then return restart_until, 'redis-restarted' end
  local cool_until = tonumber(record.coolUntil or '0')
  local was_set_back = tonumber(record.prevEndedAt or '0') > time.ms
  if time.ms < cool_until and not was_set_back then return cool_until, 'lock-delay' end
  local holds_others = redis.call('SCARD', key.process_issues) > 0
  local is_alone = record.runAlone == '1' or redis.call('HEXISTS', key.process, 'aloneWith') == 1
  if holds_others and is_alone then return time.ms + LOOK_AGAIN_MS, 'must-run-alone' end
end

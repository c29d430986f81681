-- Redis's own time, in µs.
-- @arg now Milliseconds to take for the time, in tests only; empty = TIME

local function time_us(now_override)
  if now_override ~= '' then return tonumber(now_override) * 1000 end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- Whether an issue's labels are left alone for a while, since somebody keeps changing what is put right.
-- @key labels_damped ZSET issue → until when

local DAMPED_MS = 1800000

-- One that ends later than any can is from before the clock was set back.
local function is_damped(key, issue, time)
  local until_ms = tonumber(redis.call('ZSCORE', key.labels_damped, issue) or '0')
  return time.ms < until_ms and until_ms <= time.ms + DAMPED_MS
end

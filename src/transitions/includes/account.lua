-- What is known of a GitHub account and of its host, and what is still under way there.
-- @include redis-time
-- @include numbers
-- @include hash
-- @key accounts ZSET account → last use
-- @key account HASH host, usedAt; pausedUntil, pausedBecause, limitsInRow; nextWriteAt, nextCommentAt, lineEndsAt; limit, remaining, resetAt; its breaker, as at `host`
-- @key host HASH failuresInRow; brokenUntil, brokenSince, brokenBecause, breaksInRow, probe, probeUntil
-- @key slots ZSET `kind:slot` of a request → until when it counts as under way
-- @key passes ZSET `pass:slot` → until when it counts as under way
-- @key points HASH second → points of the requests that ended in it

local SLOT_MS = 20000 -- a request has 15 s
local PASS_MS = 10000 -- most are done by then; one that lasts longer lets one more in beside it
local WINDOW_S = 60
local KEPT_MS = 86400000
local COMMENT_GAPS = 3 -- a comment notifies people: three times as long from one to the next
local POINTS = { read = 1, write = 5, comment = 5 }

-- One that lies further ahead than it can is from before the clock was set back.
local function ms_until(text, now_ms, most_ms)
  local left_ms = tonumber(text or '0') - now_ms
  return left_ms > 0 and left_ms <= most_ms and left_ms or 0
end

-- A request counts from its end on: GitHub had it at some time before.
local function count_points(key, member, now_ms)
  local kind = string.match(member, '^%a+')
  redis.call('HINCRBY', key.points, int_text(math.floor(now_ms / 1000)), POINTS[kind])
end

-- A worker that died gives nothing back: what it had is under way until its time is over.
local function forget_expired(key, now_ms)
  for _, range in ipairs({ { '-inf', int_text(now_ms) }, { '(' .. int_text(now_ms + SLOT_MS), '+inf' } }) do
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', key.slots, range[1], range[2])) do
      redis.call('ZREM', key.slots, member)
      count_points(key, member, now_ms)
    end
  end
  redis.call('ZREMRANGEBYSCORE', key.passes, '-inf', int_text(now_ms))
  redis.call('ZREMRANGEBYSCORE', key.passes, '(' .. int_text(now_ms + PASS_MS), '+inf')
end

-- What is not used for a day is forgotten.
local function keep(key)
  for _, name in ipairs({ key.account, key.host, key.slots, key.passes, key.points }) do
    redis.call('PEXPIRE', name, KEPT_MS)
  end
end

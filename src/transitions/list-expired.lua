-- Lists leases whose deadline passed: a hint for repairs, never a licence. Notes a brake when most expire at once.
-- Reply: the time, then a list of issue or `lock:NAME` and deadline of each, oldest first.
-- @include clock
-- @key leases ZSET
-- @arg offset
-- @arg limit

local BRAKE_ABOVE = 5

local time = tick(key, arg)
local expired, all = redis.call('ZCOUNT', key.leases, '-inf', time.text), redis.call('ZCARD', key.leases)

-- More than five and more than half at once: rather our fault than theirs. Once for each episode, and never twice for
-- the same lease: what had run out by the last brake is not shielded again.
local function note_brake()
  local oldest = tonumber(redis.call('ZRANGE', key.leases, 0, 0, 'WITHSCORES')[2])
  local last = tonumber(redis.call('HGET', key.clock, 'brakedAt') or '0')
  time.gaps[#time.gaps + 1] = { start = math.max(oldest, last + 1), stop = time.ms, kind = 'brake' }
  redis.call('HSET', key.clock, 'gaps', write_gaps(time.gaps, time.ms), 'braked', '1', 'brakedAt', time.text)
end

local is_mass = expired > BRAKE_ABOVE and expired * 2 > all
local is_braked = redis.call('HEXISTS', key.clock, 'braked') == 1
if is_mass and not is_braked then note_brake() end
if not is_mass and is_braked then redis.call('HDEL', key.clock, 'braked') end

local page = { 'WITHSCORES', 'LIMIT', arg.offset, arg.limit }
return { time.text, redis.call('ZRANGEBYSCORE', key.leases, '-inf', time.text, unpack(page)) }

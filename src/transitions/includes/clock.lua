-- Redis's own time, the tick that shows gaps in it, and whether a gap shields a lease.
-- A gap is a time for which nobody can say that holders were silent: silence of Redis itself, a step of its clock,
-- another run of Redis (restart), the loss of all it knew, or a brake (too many leases ran out at once).
-- @key clock HASH id, tick, runId, restartedAt, gaps ("start:stop:kind;…"), braked, brakedAt
-- @key leases ZSET issue or `lock:NAME` → deadline
-- @include redis-time
-- @arg known_clock id of the clock that the caller saw last, or empty: another one is there since Redis lost all
-- @include numbers

local SHORTEST_GAP_MS = 3333 -- a third of the shortest legal lease
local LONGEST_LEASE_MS = 86400000
local MOST_GAPS = 32
-- A smaller step back delays a repair by no more than itself.
local LARGE_STEP_MS = 1000
local PAGE = 1000

local function read_gaps(text)
  local gaps = {}
  for start, stop, kind in string.gmatch(text or '', '(%d+):(%d+):(%a+);') do
    gaps[#gaps + 1] = { start = tonumber(start), stop = tonumber(stop), kind = kind }
  end
  return gaps
end

-- A silence matters to leases of less than three times its length; every other gap to all.
local function gap_matters_until(gap, ttl_ms)
  if gap.kind == 'silence' and (gap.stop - gap.start) * 3 <= ttl_ms then return 0 end
  return gap.stop + ttl_ms
end

local function gap_text(gap) return int_text(gap.start) .. ':' .. int_text(gap.stop) .. ':' .. gap.kind end

local function write_gaps(gaps, now_ms)
  local kept = {}
  for index = math.max(1, #gaps - MOST_GAPS + 1), #gaps do
    local gap = gaps[index]
    local longest = gap.kind == 'silence' and (gap.stop - gap.start) * 3 or LONGEST_LEASE_MS
    if now_ms < gap.stop + longest then kept[#kept + 1] = gap_text(gap) .. ';' end
  end
  return table.concat(kept)
end

local function read_clock(key)
  local seen = redis.call('HMGET', key.clock, 'tick', 'runId', 'gaps', 'restartedAt', 'id')
  return {
    last = tonumber(seen[1] or ''), run_id = seen[2], gaps = read_gaps(seen[3]), restarted_at = tonumber(seen[4] or ''),
    id = seen[5],
  }
end

-- Deadlines and gaps from before a step back would lie ahead by that step: they step back with the clock.
local function set_back(key, clock, step_ms)
  for first = 0, redis.call('ZCARD', key.leases) - 1, PAGE do
    for _, lease in ipairs(redis.call('ZRANGE', key.leases, first, first + PAGE - 1)) do
      redis.call('ZINCRBY', key.leases, -step_ms, lease)
    end
  end
  for _, gap in ipairs(clock.gaps) do gap.start, gap.stop = gap.start - step_ms, gap.stop - step_ms end
  if clock.restarted_at then clock.restarted_at = clock.restarted_at - step_ms end
  if redis.call('HEXISTS', key.clock, 'brakedAt') == 1 then redis.call('HINCRBY', key.clock, 'brakedAt', -step_ms) end
end

-- The gap that ends now, if there is one. A loss is noted once: whoever knows the former clock may come later than
-- others, and there may be many of them.
local function find_gap(clock, now_ms, run_id, arg)
  local last = clock.last or now_ms
  local is_lost = arg.known_clock ~= '' and arg.known_clock ~= clock.id and not clock.restarted_at
  local is_restart = clock.run_id and clock.run_id ~= run_id and clock.run_id ~= arg.ended_run_id
  if is_lost or is_restart then
    return { start = math.min(last, now_ms), stop = now_ms, kind = is_lost and 'loss' or 'restart' }
  end
  if now_ms < last then return { start = now_ms, stop = now_ms, kind = 'clock' } end
  if now_ms - last > SHORTEST_GAP_MS then return { start = last, stop = now_ms, kind = 'silence' } end
end

-- A call is one moment, however many requests it carries out.
local ticked

-- Reads the time and notes it as the last tick.
local function tick(key, arg)
  if ticked then return ticked end
  local now_us = time_us(arg.now)
  local now_ms = math.floor(now_us / 1000)
  local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  local clock = read_clock(key)
  local gap = find_gap(clock, now_ms, run_id, arg)
  local step_ms = clock.last and clock.last - now_ms or 0
  if step_ms >= LARGE_STEP_MS then set_back(key, clock, step_ms) end
  clock.id = clock.id or run_id .. '-' .. int_text(now_us)
  redis.call('HSET', key.clock, 'id', clock.id, 'tick', int_text(now_ms), 'runId', run_id)
  if gap then
    if gap.kind == 'loss' or gap.kind == 'restart' then clock.restarted_at = now_ms end
    clock.gaps[#clock.gaps + 1] = gap
    redis.call('HSET', key.clock, 'gaps', write_gaps(clock.gaps, now_ms))
    if clock.restarted_at then redis.call('HSET', key.clock, 'restartedAt', int_text(clock.restarted_at)) end
  end
  ticked = {
    ms = now_ms, us = now_us, text = int_text(now_ms), gaps = clock.gaps, restarted_at = clock.restarted_at or 0,
    clock_id = clock.id, is_gap = gap ~= nil,
  }
  return ticked
end

-- The brake says nothing of leases without heartbeats, which are known by their deadlines alone.
local function is_for(gap, is_beat) return is_beat or gap.kind ~= 'brake' end

-- Until when a gap shields a lease whose deadline did not lie before it; 0 = not shielded.
local function shielded_until(time, deadline_ms, ttl_ms, is_beat)
  local latest = 0
  for _, gap in ipairs(time.gaps) do
    local until_ms = gap_matters_until(gap, ttl_ms)
    local concerns = deadline_ms >= gap.start and is_for(gap, is_beat)
    if concerns and time.ms < until_ms then latest = math.max(latest, until_ms) end
  end
  return latest
end

-- A death in the shadow of a gap is nobody's fault and is not counted.
local function is_in_gap(time, ttl_ms, is_beat)
  for _, gap in ipairs(time.gaps) do
    if is_for(gap, is_beat) and time.ms < gap_matters_until(gap, ttl_ms) then return true end
  end
  return false
end

-- Redis's own time, the tick that shows gaps in it, and whether a gap shields a lease.
-- A gap is a time for which nobody can say that holders were silent: silence of Redis itself, a step of its
-- clock, another run of Redis, or a brake (too many leases ran out at once).
-- @key clock HASH tick, runId, restartedAt, gaps ("start:stop:kind;…")
-- @arg now Milliseconds to take for the time, in tests only; empty = TIME
-- @include numbers

local SHORTEST_GAP_MS = 3333 -- a third of the shortest legal lease
local LONGEST_LEASE_MS = 86400000
local MOST_GAPS = 32

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

local function write_gaps(gaps, now_ms)
  local kept = {}
  for index = math.max(1, #gaps - MOST_GAPS + 1), #gaps do
    local gap = gaps[index]
    local longest = gap.kind == 'silence' and (gap.stop - gap.start) * 3 or LONGEST_LEASE_MS
    if now_ms < gap.stop + longest then
      kept[#kept + 1] = int_text(gap.start) .. ':' .. int_text(gap.stop) .. ':' .. gap.kind .. ';'
    end
  end
  return table.concat(kept)
end

local function time_us(now_override)
  if now_override ~= '' then return tonumber(now_override) * 1000 end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- A call is one moment, however many requests it carries out.
local ticked

-- Reads the time and notes it as the last tick. `known_run_id` is the run that the caller saw last, or empty;
-- `ended_run_id` one that is known to have ended in order, so that nothing can have been lost with it.
local function tick(clock_key, now_override, known_run_id, ended_run_id)
  if ticked then return ticked end
  local now_us = time_us(now_override)
  local now_ms = math.floor(now_us / 1000)
  local seen = redis.call('HMGET', clock_key, 'tick', 'runId', 'gaps', 'restartedAt')
  local last, run_before = tonumber(seen[1] or ''), seen[2] or known_run_id
  local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  local gaps, restarted_at, is_new = read_gaps(seen[3]), tonumber(seen[4] or '0'), true
  if run_before ~= '' and run_before ~= run_id and run_before ~= ended_run_id then
    restarted_at = now_ms
    gaps[#gaps + 1] = { start = math.min(last or now_ms, now_ms), stop = now_ms, kind = 'restart' }
  elseif last and now_ms < last then
    restarted_at = math.min(restarted_at, now_ms)
    gaps[#gaps + 1] = { start = now_ms, stop = now_ms, kind = 'clock' }
  elseif last and now_ms - last > SHORTEST_GAP_MS then
    gaps[#gaps + 1] = { start = last, stop = now_ms, kind = 'silence' }
  else
    is_new = false
  end
  redis.call('HSET', clock_key, 'tick', int_text(now_ms), 'runId', run_id)
  if is_new then
    redis.call('HSET', clock_key, 'gaps', write_gaps(gaps, now_ms), 'restartedAt', int_text(restarted_at))
  end
  ticked = {
    ms = now_ms, us = now_us, text = int_text(now_ms), gaps = gaps, restarted_at = restarted_at, run_id = run_id,
  }
  return ticked
end

-- Until when a gap shields a lease whose deadline did not lie before it; 0 = not shielded.
local function shielded_until(time, deadline_ms, ttl_ms, is_beat)
  local latest = 0
  for _, gap in ipairs(time.gaps) do
    local until_ms = gap_matters_until(gap, ttl_ms)
    local concerns = deadline_ms >= gap.start and (is_beat or gap.kind ~= 'brake')
    if concerns and time.ms < until_ms then latest = math.max(latest, until_ms) end
  end
  return latest
end

-- A death in the shadow of a gap is nobody's fault and is not counted.
local function is_in_gap(time, ttl_ms)
  for _, gap in ipairs(time.gaps) do
    if time.ms < gap_matters_until(gap, ttl_ms) then return true end
  end
  return false
end

-- Takes back what a GitHub account had under way, and learns from GitHub's answer.
-- Reply: `noted` · `paused` or `broken`, for how many ms · `mended`: the breaker of the account or its host closed.
-- @include account
-- @arg slot
-- @arg kind pass | read | write | comment
-- @arg finding fine | limited | unauthorized | transient | none: nothing was sent
-- @arg wait_ms that GitHub named; empty = none
-- @arg because in GitHub's words
-- @arg limit empty where GitHub named no budget
-- @arg remaining
-- @arg reset_in_ms
-- @arg write_gap_ms least time between writes

local LONGEST_PAUSE_MS = 7200000
-- The wait where GitHub names none; it doubles with each refusal after it.
local PAUSE = { first_ms = 60000, longest_ms = 3600000 }
local ACCOUNT_BREAK = { first_ms = 300000, longest_ms = 3600000 }
local HOST_BREAK = { first_ms = 15000, longest_ms = 300000 }
local MOST_FAILURES = 5
-- Clocks of hosts, and answers that overtake each other, make one and the same reset differ by so much.
local SAME_RESET_MS = 5000

local now_ms = math.floor(time_us(arg.now) / 1000)

local function doubled_ms(steps, in_row) return math.min(steps.first_ms * 2 ^ (in_row - 1), steps.longest_ms) end

local function take_back()
  if redis.call('ZREM', key.slots, arg.kind .. ':' .. arg.slot) == 1 then
    count_points(key, arg.kind .. ':' .. arg.slot, now_ms)
  end
  if arg.kind == 'read' then return end
  local gap_ms = tonumber(arg.write_gap_ms)
  redis.call('HSET', key.account, 'nextWriteAt', int_text(now_ms + gap_ms))
  if arg.kind == 'comment' then
    redis.call('HSET', key.account, 'nextCommentAt', int_text(now_ms + COMMENT_GAPS * gap_ms))
  end
end

-- Within one window the budget only shrinks; what tells of an older window came late.
local function note_budget(account)
  if arg.remaining == '' then return end
  local reset_at = now_ms + tonumber(arg.reset_in_ms)
  local step_ms = reset_at - tonumber(account.resetAt or '0')
  local is_known = account.remaining and ms_until(account.resetAt, now_ms, LONGEST_PAUSE_MS) > 0
  if is_known and step_ms < -SAME_RESET_MS then return end
  local is_same = is_known and step_ms <= SAME_RESET_MS
  local remaining = is_same and math.min(tonumber(account.remaining), tonumber(arg.remaining)) or tonumber(arg.remaining)
  redis.call('HSET', key.account, 'limit', arg.limit, 'remaining', int_text(remaining), 'resetAt', int_text(reset_at))
end

-- Refusals of requests that were under way together are one.
local function unnamed_wait_ms(account, is_paused)
  local in_row = tonumber(account.limitsInRow or '0')
  if not is_paused then in_row = redis.call('HINCRBY', key.account, 'limitsInRow', 1) end
  return doubled_ms(PAUSE, math.max(1, in_row))
end

local function pause(account)
  local paused_ms = ms_until(account.pausedUntil, now_ms, LONGEST_PAUSE_MS)
  local wait_ms = tonumber(arg.wait_ms) or unnamed_wait_ms(account, paused_ms > 0)
  if wait_ms <= paused_ms then return end
  redis.call('HSET', key.account, 'pausedUntil', int_text(now_ms + wait_ms), 'pausedBecause', arg.because)
  if paused_ms == 0 then return { 'paused', int_text(wait_ms) } end
end

-- While something is broken only its probe's word counts: whatever else comes in was sent before.
local function may_judge(record) return not record.brokenUntil or record.probe == arg.slot end

local function trip(name, record, steps)
  if not may_judge(record) then return end
  local in_row = tonumber(record.breaksInRow or '0') + 1
  local wait_ms = doubled_ms(steps, in_row)
  redis.call('HSET', name, 'brokenUntil', int_text(now_ms + wait_ms), 'brokenBecause', arg.because, 'breaksInRow', in_row)
  redis.call('HSETNX', name, 'brokenSince', int_text(now_ms))
  redis.call('HDEL', name, 'probe', 'probeUntil')
  if in_row == 1 then return { 'broken', int_text(wait_ms) } end
end

local function mend(name, record)
  if not may_judge(record) then return end
  redis.call('HDEL', name, 'failuresInRow')
  if not record.brokenUntil then return end
  redis.call('HDEL', name, 'brokenUntil', 'brokenSince', 'brokenBecause', 'breaksInRow', 'probe', 'probeUntil')
  return { 'mended' }
end

local function judge_host(host)
  if arg.finding ~= 'transient' then return mend(key.host, host) end
  local failures = redis.call('HINCRBY', key.host, 'failuresInRow', 1)
  if failures >= MOST_FAILURES or host.brokenUntil then return trip(key.host, host, HOST_BREAK) end
end

local function judge_account(account)
  if arg.finding == 'limited' then return pause(account) end
  if arg.finding == 'unauthorized' then return trip(key.account, account, ACCOUNT_BREAK) end
  if arg.finding ~= 'fine' then return end
  if ms_until(account.pausedUntil, now_ms, LONGEST_PAUSE_MS) == 0 then redis.call('HDEL', key.account, 'limitsInRow') end
  return mend(key.account, account)
end

-- A probe that told nothing of what it was to try gives way to another.
local function end_probe(name)
  if redis.call('HGET', name, 'probe') == arg.slot then redis.call('HDEL', name, 'probe', 'probeUntil') end
end

redis.call('ZREM', key.passes, 'pass:' .. arg.slot)
if arg.finding == 'none' then
  redis.call('ZREM', key.slots, arg.kind .. ':' .. arg.slot)
  end_probe(key.account)
  end_probe(key.host)
  return { 'noted' }
end
local account, host = read_hash(key.account), read_hash(key.host)
forget_expired(key, now_ms)
take_back()
note_budget(account)
local of_host, of_account = judge_host(host), judge_account(account)
end_probe(key.account)
end_probe(key.host)
keep(key)
return of_account or of_host or { 'noted' }

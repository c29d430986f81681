-- Decides whether a GitHub account may send one more request now, or begin one more pass of label sync.
-- Reply: `granted` · `later`, in how many ms to ask again, why.
-- @include account
-- @arg account_id
-- @arg host_name
-- @arg slot new for each request and each pass
-- @arg kind pass | read | write | comment
-- @arg write_gap_ms least time between writes

local LONGEST_PAUSE_MS = 7200000
local WRITES = { write = true, comment = true }
local MOST_PASSES = 3
local MOST_REQUESTS = 10
local MOST_POINTS = 900
-- Requests go one after another, as GitHub asks for, so that a refusal is known before the next one leaves; but one
-- whose answer takes longer holds up no other. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
local REQUEST_TURN_MS = 1500
local WRITE_TURN_MS = 5000 -- the same between writes
-- Passes that wait for their turn come back one by one: soon enough where there is nothing to write, and none of them
-- later than this.
local LINE_STEP_MS = 250
local LONGEST_LINE_MS = 60000
local ASK_AGAIN_MS = 50
local PROBED_MS = 1000
-- Left of the account's hourly budget to people and other programs, or a tenth where that is less.
local SPARED = 100

local now_ms = math.floor(time_us(arg.now) / 1000)
local write_gap_ms = tonumber(arg.write_gap_ms)
local comment_gap_ms = COMMENT_GAPS * write_gap_ms

local function later(wait_ms, because) return { 'later', int_text(math.max(1, wait_ms)), because } end

-- What is broken is tried with one read at a time, once its time has come.
local function broken(record)
  if not record.brokenUntil then return end
  local wait_ms = ms_until(record.brokenUntil, now_ms, LONGEST_PAUSE_MS)
  if wait_ms > 0 then return later(wait_ms, record.brokenBecause) end
  local is_probed = ms_until(record.probeUntil, now_ms, SLOT_MS) > 0
  if is_probed or arg.kind == 'write' or arg.kind == 'comment' then return later(PROBED_MS, record.brokenBecause) end
end

local function is_budget_spent(account)
  local limit, remaining = tonumber(account.limit or ''), tonumber(account.remaining or '')
  if not limit or not remaining then return false end
  return remaining - redis.call('ZCARD', key.slots) <= math.min(SPARED, limit / 10)
end

-- Holds for all that the account does.
local function held_up(account, host)
  local paused_ms = ms_until(account.pausedUntil, now_ms, LONGEST_PAUSE_MS)
  if paused_ms > 0 then return later(paused_ms, account.pausedBecause) end
  local reset_ms = ms_until(account.resetAt, now_ms, LONGEST_PAUSE_MS)
  if reset_ms > 0 and is_budget_spent(account) then
    return later(reset_ms, account.remaining .. ' of ' .. account.limit .. ' requests of this hour are left')
  end
  return broken(account) or broken(host)
end

local function out_of_line(account)
  if redis.call('ZCARD', key.passes) < MOST_PASSES then return end
  local line_ms = math.min(ms_until(account.lineEndsAt, now_ms, LONGEST_LINE_MS) + LINE_STEP_MS, LONGEST_LINE_MS)
  redis.call('HSET', key.account, 'lineEndsAt', int_text(now_ms + line_ms))
  return later(line_ms, MOST_PASSES .. ' passes are under way')
end

-- Waits until the oldest points are a minute old, where there would be too many.
local function out_of_points()
  local second, sum, oldest = math.floor(now_ms / 1000), POINTS[arg.kind], nil
  for ended, points in pairs(read_hash(key.points)) do
    local age_s = second - tonumber(ended)
    if age_s < 0 or age_s > WINDOW_S then
      redis.call('HDEL', key.points, ended)
    else
      sum, oldest = sum + tonumber(points), math.min(oldest or second, tonumber(ended))
    end
  end
  for _, member in ipairs(redis.call('ZRANGE', key.slots, 0, -1)) do
    sum = sum + POINTS[string.match(member, '^%a+')]
  end
  if sum <= MOST_POINTS then return end
  local wait_ms = oldest and (oldest + WINDOW_S + 1) * 1000 - now_ms or ASK_AGAIN_MS
  return later(wait_ms, MOST_POINTS .. ' points a minute are used up')
end

-- Whether a request of these kinds was sent less than so long ago and has no answer yet.
local function is_under_way(kinds, turn_ms)
  local since = '(' .. int_text(now_ms + SLOT_MS - turn_ms)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', key.slots, since, '+inf')) do
    if kinds[string.match(member, '^%a+')] then return true end
  end
  return false
end

local function out_of_turn(account)
  if is_under_way(POINTS, REQUEST_TURN_MS) then return later(ASK_AGAIN_MS, 'another request is under way') end
  if arg.kind == 'read' then return end
  if is_under_way(WRITES, WRITE_TURN_MS) then return later(ASK_AGAIN_MS, 'another write is under way') end
  local wait_ms = ms_until(account.nextWriteAt, now_ms, write_gap_ms)
  if arg.kind == 'comment' then wait_ms = math.max(wait_ms, ms_until(account.nextCommentAt, now_ms, comment_gap_ms)) end
  if wait_ms > 0 then return later(wait_ms, 'writes go ' .. write_gap_ms / 1000 .. ' s apart, comments ' .. comment_gap_ms / 1000 .. ' s') end
end

local function crowded(account)
  if redis.call('ZCARD', key.slots) >= MOST_REQUESTS then
    return later(ASK_AGAIN_MS, MOST_REQUESTS .. ' requests are under way')
  end
  return out_of_points() or out_of_turn(account)
end

local function probe(name, record)
  if not record.brokenUntil then return end
  redis.call('HSET', name, 'probe', arg.slot, 'probeUntil', int_text(now_ms + SLOT_MS))
end

local function grant_request(account, host)
  redis.call('ZADD', key.slots, int_text(now_ms + SLOT_MS), arg.kind .. ':' .. arg.slot)
  probe(key.account, account)
  probe(key.host, host)
end

local function note_use()
  redis.call('HSET', key.account, 'host', arg.host_name, 'usedAt', int_text(now_ms))
  redis.call('ZADD', key.accounts, int_text(now_ms), arg.account_id)
  redis.call('ZREMRANGEBYSCORE', key.accounts, '-inf', int_text(now_ms - KEPT_MS))
  keep(key)
end

local account, host = read_hash(key.account), read_hash(key.host)
forget_expired(key, now_ms)
local refusal = held_up(account, host)
if not refusal then
  if arg.kind == 'pass' then refusal = out_of_line(account) else refusal = crowded(account) end
end
if refusal then return refusal end
if arg.kind == 'pass' then
  redis.call('ZADD', key.passes, int_text(now_ms + PASS_MS), 'pass:' .. arg.slot)
else
  grant_request(account, host)
end
note_use()
return { 'granted' }

-- Makes an orphaned issue workable again, deciding anew whether it is one.
-- Reply: `changed` (not as it was seen) · `alive`, until when it is left alone (0 = it was renewed) ·
-- `repaired`, to, cause, run of its task, counted (1 = the death counts), quarantine count.
-- @include clock
-- @include lease
-- @key machine SET processes of the holder's machine
-- @key processes ZSET
-- @arg holder as it was seen
-- @arg fence_seen
-- @arg deadline_seen
-- @arg cause dead (its pid was seen gone) or expired
-- @arg by who asks for the repair
-- @arg hung_grace_ms
-- @arg probe_grace_ms time that the prober of the holder's machine has to say what it sees
-- @arg lock_delay_ms
-- @arg max_orphanings
-- @arg orphaning_window_ms

local record = read_record(key.issue)
if not is_current(record, arg.fence_seen) or record.processId ~= arg.holder then return { 'changed' } end

local time = tick(key.clock, arg.now, '')
local deadline_ms = tonumber(redis.call('ZSCORE', key.leases, arg.issue) or '0')
if deadline_ms > tonumber(arg.deadline_seen) then return { 'alive', '0' } end

local process = redis.call('HMGET', key.process, 'status', 'liveness', 'lastSeen', 'ttlMs', 'machine', 'unresponsiveAt', 'kind', 'heldAtDeath')
local is_beat = process[2] == 'beat'
local ttl_ms = tonumber(record.leaseTtlMs or '90000')

-- Until when the lease is left alone although its deadline passed.
local function grace_until()
  if not is_beat or process[5] == '' or process[1] ~= 'alive' then return deadline_ms end
  local is_silent = tonumber(process[6] or '0') >= deadline_ms
  return deadline_ms + tonumber(is_silent and arg.hung_grace_ms or arg.probe_grace_ms)
end

local function left_alone_until()
  if arg.cause == 'dead' then return 0 end
  if time.ms < deadline_ms then return deadline_ms end
  local shield_until = shielded_until(time, deadline_ms, ttl_ms, is_beat)
  return math.max(shield_until, time.ms < grace_until() and grace_until() or 0)
end

local alone_until = left_alone_until()
if alone_until > 0 then return { 'alive', int_text(alone_until) } end

-- The holder of a dropped lease still beats for others: nobody died.
local is_beating = is_beat and process[1] == 'alive' and tonumber(process[3] or '0') + tonumber(process[4] or '0') > time.ms
local is_death = arg.cause == 'dead' or not is_beating
local held_at_death = tonumber(process[8] or redis.call('SCARD', key.process_issues))

local function bury_holder()
  redis.call('HSET', key.process, 'status', 'dead', 'heldAtDeath', int_text(held_at_death))
  redis.call('HSETNX', key.process, 'endedAt', time.text)
  redis.call('SREM', key.machine, arg.holder)
  redis.call('ZADD', key.processes, 'NX', time.text, arg.holder)
end

-- Deaths within the window, oldest first; a death that several issues shared bears a plus and blames none alone.
local function orphanings_now(is_counted)
  local kept = {}
  for at, mark in string.gmatch(record.orphanings or '', '(%d+)(%+?)') do
    if tonumber(at) > time.ms - tonumber(arg.orphaning_window_ms) then kept[#kept + 1] = at .. mark end
  end
  if is_counted then kept[#kept + 1] = time.text .. (held_at_death > 1 and '+' or '') end
  return kept
end

local is_counted = is_death and not is_in_gap(time, ttl_ms)
local orphanings = orphanings_now(is_counted)
local is_over = is_counted and #orphanings >= tonumber(arg.max_orphanings)
local is_blamed = is_over and held_at_death == 1
local ended = arg.cause
if arg.cause == 'expired' and is_death and is_beat and process[6] then ended = 'hung' end
if not is_death then ended = 'dropped' end

local fields = { orphanings = table.concat(orphanings, ',') }
if is_over and not is_blamed then fields.runAlone = '1' end
if is_blamed then fields.reason = 'its holder died ' .. #orphanings .. ' times' end
local is_delayed = is_death and (arg.cause ~= 'dead' or process[7] == 'run') and process[2] == 'beat'
if is_delayed then fields.coolUntil = int_text(time.ms + tonumber(arg.lock_delay_ms)) end

if is_death then bury_holder() end
local to = is_blamed and 'quarantined' or 'pending'
end_lease(key, arg.issue, record, time, {
  to = to, ended = ended, fields = fields,
  event = { type = 'orphan.repaired', by = arg.by, cause = ended, counted = is_counted and '1' or '0', deadline = int_text(deadline_ms) },
})
local run = ''
if is_blamed then finish_task(key, arg.task_id) else run = want_task(key, arg.task_id, arg.issue, record, time.text) end
return { 'repaired', to, ended, run, is_counted and '1' or '0', int_text(#orphanings) }

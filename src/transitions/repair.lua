-- Makes an orphaned issue workable again, deciding anew whether it is one.
-- Reply: `changed` (not as it was seen) · `alive`, until when it is left alone (0 = it was renewed) ·
-- `repaired`, to, how the lease ended (dead, hung, expired, dropped), run of its task (or empty), 1 where the death
-- counts, number of deaths that count.
-- @include clock
-- @include lease
-- @include process
-- @include repair-comment
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
-- @arg is_comment_wanted 1 = a comment on GitHub is to tell of it

local record = read_record(key)
if not is_current(record, arg.fence_seen) or record.processId ~= arg.holder then return { 'changed' } end

local time = tick(key, arg)
local deadline_ms = tonumber(redis.call('ZSCORE', key.leases, arg.issue) or '0')
if int_text(deadline_ms) ~= arg.deadline_seen then return { 'alive', '0' } end

local function read_process()
  local seen = redis.call('HMGET', key.process,
    'status', 'liveness', 'lastSeen', 'ttlMs', 'machine', 'unresponsiveAt', 'kind', 'heldAtDeath')
  local held = redis.call('SCARD', key.process_issues)
  local is_alive, is_beat = seen[1] == 'alive', seen[2] == 'beat'
  local seen_ms = tonumber(seen[3] or '0')
  return {
    is_alive = is_alive,
    is_beat = is_beat,
    last_beat = is_beat and seen[3] or nil,
    -- Seen in the future: that was before the clock was set back.
    is_beating = is_alive and is_beat and seen_ms <= time.ms and seen_ms + tonumber(seen[4] or '0') > time.ms,
    is_probed = is_alive and is_beat and (seen[5] or '') ~= '',
    is_unresponsive = is_beat and seen[6],
    is_run = seen[7] == 'run',
    held_at_death = tonumber(seen[8] or held),
    holds_more = held > 1,
  }
end

local process = read_process()
local ttl_ms = tonumber(record.leaseTtlMs or '90000')

-- Until when the lease is left alone although its deadline passed.
local function grace_until()
  if not process.is_probed then return deadline_ms end
  return deadline_ms + tonumber(process.is_unresponsive and arg.hung_grace_ms or arg.probe_grace_ms)
end

local function left_alone_until()
  if arg.cause == 'dead' then return 0 end
  local until_ms = math.max(grace_until(), shielded_until(time, deadline_ms, ttl_ms, process.is_beat))
  return time.ms < until_ms and until_ms or 0
end

local alone_until = left_alone_until()
if alone_until > 0 then return { 'alive', int_text(alone_until) } end

-- The holder of a dropped lease still beats for others: nobody died.
local is_death = arg.cause == 'dead' or not process.is_beating
local is_counted = is_death and not is_in_gap(time, ttl_ms, process.is_beat)

local function ending()
  if not is_death then return 'dropped' end
  return arg.cause == 'expired' and process.is_unresponsive and 'hung' or arg.cause
end

-- Deaths within the window, oldest first; a death that several issues shared bears a plus and blames none alone.
local function orphanings_now()
  local kept = {}
  for at, mark in string.gmatch(record.orphanings or '', '(%d+)(%+?)') do
    if tonumber(at) > time.ms - tonumber(arg.orphaning_window_ms) then kept[#kept + 1] = at .. mark end
  end
  if is_counted then kept[#kept + 1] = time.text .. (process.held_at_death > 1 and '+' or '') end
  return kept
end

local orphanings = orphanings_now()
local is_over = is_counted and #orphanings >= tonumber(arg.max_orphanings)
local is_blamed = is_over and process.held_at_death == 1
-- Where the pid was seen gone nobody can still be writing, unless it led a command that may outlive it.
local is_delayed = is_death and (arg.cause ~= 'dead' or process.is_run)

-- A holder without heartbeats is known by its deadlines alone: it ends with its last lease.
local function bury_holder()
  if not process.is_alive then
    if not process.holds_more then redis.call('SREM', key.machine, arg.holder) end
    return
  end
  redis.call('HSET', key.process, 'heldAtDeath', int_text(process.held_at_death))
  if process.is_beat or not process.holds_more then end_process(key, arg.holder, 'dead', time) end
end

local fields = { orphanings = table.concat(orphanings, ',') }
if is_over and not is_blamed then fields.runAlone = '1' end
if is_blamed then fields.reason = 'its holder died ' .. #orphanings .. ' times' end
if is_delayed then fields.coolUntil = int_text(time.ms + tonumber(arg.lock_delay_ms)) end

if is_death then bury_holder() end
local to, ended = is_blamed and 'quarantined' or 'pending', ending()
end_lease(key, arg.issue, record, time, {
  to = to, ended = ended, fields = fields,
  event = {
    type = 'orphan.repaired', by = arg.by, cause = ended, deadline = int_text(deadline_ms),
    counted = is_counted and '1' or '0',
  },
})
if arg.is_comment_wanted == '1' then
  want_comment(key, arg.issue, record.fence, time.text, {
    processId = record.processId, pid = record.pid or '', host = record.host or '',
    sinceMs = record.startTime or time.text, lastHeartbeatMs = process.last_beat, ended = ended, to = to,
    orphanings = int_text(#orphanings), repairedAtMs = time.text,
  })
end
local run = ''
if is_blamed then finish_task(key, arg.task_id) else run = want_task(key, arg.task_id, arg.issue, record, time.text) end
return { 'repaired', to, ended, run, is_counted and '1' or '0', int_text(#orphanings) }

-- Hands an issue back under its fence; a fence that is not current changes nothing.
-- Reply: `changed` when the holder is another than the caller saw; else outcome text, then the run of the task that
-- waits again (or empty).
-- @include clock
-- @include outcome
-- @include lease
-- @include intake-end
-- @key superseded STREAM payloads that came too late
-- @arg holder as the caller saw it; decides the process's keys
-- @arg process_id who asks
-- @arg fence_seen the lease's fence
-- @arg status
-- @arg result JSON text or empty
-- @arg metadata JSON text or empty
-- @arg deadline_ms or empty

local SUPERSEDED_LENGTH = 1000

local stored = find_outcome(key.request, arg.fingerprint)
if stored then
  publish_outcome(key, arg, stored)
  return { stored, '' }
end

local record = read_record(key)
if record.status == 'processing' and record.processId ~= arg.holder then return { 'changed' } end

local time = tick(key, arg)
local deadline_ms = tonumber(arg.deadline_ms)

local function refuse(outcome) return { store_refusal(key, arg, outcome, time.ms, deadline_ms), '' } end

local function supersede()
  local what = { issue = arg.issue, processId = arg.process_id, fence = arg.fence_seen, at = time.text }
  redis.call('XADD', key.superseded, 'MAXLEN', '~', SUPERSEDED_LENGTH, '*',
    'status', arg.status, 'result', arg.result, 'metadata', arg.metadata, unpack(flatten(what)))
  what.type = 'checkin.superseded'
  record_event(key, what)
  return refuse({ 'superseded' })
end

-- Work that came to an orderly end tells that the issue does not kill its holders.
local function forgive()
  redis.call('HDEL', key.issue, 'runAlone')
  if arg.status == 'completed' or arg.status == 'awaiting-response' then redis.call('HDEL', key.issue, 'orphanings') end
end

local function pass_task_on()
  if arg.status == 'pending' then return put_back_task(key, arg.task_id, time.text) end
  end_taken(key, arg.status, time)
  finish_task(key, arg.task_id)
  return ''
end

local function commit()
  local fields = { committedFence = arg.fence_seen, committedStatus = arg.status }
  if arg.result ~= '' then fields.result = arg.result end
  if arg.metadata ~= '' then fields.metadata = arg.metadata end
  if arg.status ~= 'pending' then fields.attempt = '0' end
  forgive()
  local version = end_lease(key, arg.issue, record, time, {
    to = arg.status, ended = 'checkin', fields = fields, event = { type = 'checkin.committed', by = arg.process_id },
  })
  local run = pass_task_on()
  return { store_effect(key, arg, { 'committed', version }), run }
end

if deadline_ms and time.ms > deadline_ms then return refuse({ 'deadline-passed' }) end
if is_current(record, arg.fence_seen) then return commit() end
if not record.fence or is_higher_fence(arg.fence_seen, record.fence) then return refuse({ 'not-held' }) end
local is_done_already = record.committedFence == arg.fence_seen and record.committedStatus == arg.status
if is_done_already then return refuse({ 'already', arg.status }) end
return supersede()

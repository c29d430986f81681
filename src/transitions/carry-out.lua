-- Carries out what a person asked for by a label on the issue, once: it is known by the event that set the label.
-- Reply: `changed` (another holder than was seen) · `repeated` (carried out before) · `done`, run of the task that waits
-- (or empty) · `nothing`, why nothing was to be done.
-- @include clock
-- @include lease
-- @key asked STRING that this was carried out
-- @arg holder as it was seen
-- @arg verb release, retry or hold
-- @arg by who asks for it
-- @arg keep_ms how long that is remembered

local record = read_record(key)
if redis.call('EXISTS', key.asked) == 1 then return { 'repeated' } end
local is_held, is_quarantined = record.status == 'processing', record.status == 'quarantined'
if is_held and record.processId ~= arg.holder then return { 'changed' } end

local time = tick(key, arg)

-- Remembered, too: what is nothing today could take the issue from somebody tomorrow.
local function nothing(why) return { 'nothing', why } end

local function take_from_holder(to, event, fields)
  end_lease(key, arg.issue, record, time, { to = to, ended = 'released', fields = fields, event = event })
end

-- Past crashes are forgotten, and the task is wanted.
local function make_workable()
  redis.call('HDEL', key.issue, 'orphanings', 'reason', 'runAlone', 'coolUntil')
  local event = is_quarantined and { type = 'quarantine.released', by = arg.by } or { type = 'issue.retried', by = arg.by }
  change_status(key, arg.issue, record, 'pending', time.text, event, { attempt = '0' })
  return { 'done', want_task(key, arg.task_id, arg.issue, record, time.text) }
end

local carry_out = {}

function carry_out.release()
  if is_quarantined then return make_workable() end
  if not is_held then return nothing('nobody holds it') end
  take_from_holder('pending', { type = 'issue.released', by = arg.by, reason = 'asked for by a label' }, {})
  return { 'done', put_back_task(key, arg.task_id, time.text) }
end

function carry_out.retry()
  if is_held then return nothing('it is in work: it has to be released first') end
  if not record.status then return nothing('Mirin does not know it') end
  return make_workable()
end

function carry_out.hold()
  if is_quarantined then return nothing('it is quarantined already') end
  local event = { type = 'issue.held', by = arg.by }
  local fields = { reason = 'held by ' .. arg.by }
  if is_held then take_from_holder('quarantined', event, fields)
  else change_status(key, arg.issue, record, 'quarantined', time.text, event, fields) end
  withdraw_task(key, arg.task_id)
  return { 'done', '' }
end

local reply = carry_out[arg.verb]()
redis.call('SET', key.asked, time.text, 'PX', arg.keep_ms)
return reply

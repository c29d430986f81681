-- Withdraws a request whose client gave up: it will have no effect, or its never-used lease is handed back.
-- Reply: the request's outcome text (`abandoned`, or what it had got before), then the word `handed-back` or empty.
-- @include clock
-- @include outcome
-- @include lease
-- @arg process_id the client

local stored = find_outcome(key.request, arg.fingerprint)
local time = tick(key.clock, arg.now, '')

local function abandon() return store_outcome(key, arg, { 'abandoned' }, EFFECT_KEPT_MS) end

if not stored then return { abandon(), '' } end

local outcome = cjson.decode(stored)
local record = read_record(key.issue)
local was_never_used = redis.call('ZSCORE', key.leases, arg.issue) == record.grantedUntil
local is_untouched = outcome[1] == 'granted' and is_current(record, outcome[2]) and record.requestId == arg.request_id
  and record.processId == arg.process_id and was_never_used
if not is_untouched then return { stored, '' } end

end_lease(key, arg.issue, record, time, {
  to = record.statusBefore or 'pending', ended = 'handed-back',
  fields = { attempt = int_text(math.max(tonumber(record.attempt or '1') - 1, 0)) },
  event = { type = 'checkout.abandoned', by = arg.process_id },
})
local run = ''
if redis.call('HGET', key.task, 'state') == 'running' then run = want_task(key, arg.task_id, arg.issue, record, time.text) end
return { abandon(), 'handed-back', run }

-- Withdraws a request whose client gave up: it will have no effect, or its never-used lease is handed back.
-- Reply: the request's outcome text (`abandoned`, or what it had got before), 1 where a lease was handed back,
-- then the run of the task that waits again (or empty).
-- @include clock
-- @include outcome
-- @include lease
-- @arg process_id the client

local stored = find_outcome(key.request, arg.fingerprint)
local record = read_record(key)
local time = tick(key, arg)

local function abandon() return store_effect(key, arg, { 'abandoned' }) end

-- Nobody beat for the lease or adopted it: it is as the request's own grant left it.
local function is_never_used()
  local outcome = cjson.decode(stored)
  return outcome[1] == 'granted' and is_current(record, outcome[2])
    and redis.call('ZSCORE', key.leases, arg.issue) == record.grantedUntil
end

if not stored then return { abandon(), '0', '' } end
if not is_never_used() then return { stored, '0', '' } end
undo_lease(key, arg.issue, record, time, { type = 'checkout.abandoned', by = arg.process_id })
local run = put_back_task(key, arg.task_id, time.text)
return { abandon(), '1', run }

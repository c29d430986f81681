-- Takes over one record of the original state, or what labels say of an issue, once: the ledger knows what was imported,
-- and an issue that Mirin knows or has moved since is left alone. What labels alone told of gives way to a record.
-- Reply: `imported` · `unchanged` · `conflict`, why · `cooling-down`, until when holders may still bring leases back.
-- @include clock
-- @include lease
-- @key ledger HASH issue → hash of the record that was imported, a blank, the version it led to
-- @key processes ZSET
-- @key labelled_process HASH whoever holds it by its label alone
-- @key labelled_process_issues SET
-- @arg source_hash 0 = there is no record, labels alone tell of it
-- @arg status
-- @arg task_type
-- @arg start_time ms or empty
-- @arg end_time ms or empty
-- @arg last_update ms
-- @arg result JSON text or empty
-- @arg metadata JSON text or empty
-- @arg process_id of the imported holder, or empty
-- @arg labelled_holder who holds it by its label alone, if anybody does
-- @arg holder_name
-- @arg holder_pid
-- @arg holder_host
-- @arg deadline_ms of the lease, where there is a holder
-- @arg ttl_ms
-- @arg reason why it came over, or empty
-- @arg restart_wait_ms pause after another run of Redis; 0 = none

local record = read_record(key)
local entry = redis.call('HGET', key.ledger, arg.issue)
local hash_before, version_before = string.match(entry or '', '^(%x+) (%d+)$')
local is_moved = hash_before and record.version ~= version_before
local is_hint = hash_before == '0' and arg.source_hash ~= '0' and not is_moved

local function conflict(why) return { 'conflict', why } end

if hash_before and hash_before ~= arg.source_hash and not is_hint then return conflict('another record of it was imported before') end
if is_moved then
  return conflict('Mirin has moved it since the import, to ' .. (record.status or 'nothing'))
end
if hash_before and not is_hint then return { 'unchanged' } end
if record.status and not is_hint then return conflict('Mirin knows it already, as ' .. record.status) end

local time = tick(key, arg)
local restart_wait_ms = tonumber(arg.restart_wait_ms)
local restart_until = time.restarted_at + restart_wait_ms
if restart_wait_ms > 0 and time.restarted_at > 0 and time.ms < restart_until then return { 'cooling-down', int_text(restart_until) } end

-- Its history is the take-over alone, since nothing has moved it.
local function forget_hint()
  redis.call('HDEL', key.issue, 'reason', unpack(HOLDER_FIELDS))
  redis.call('HDEL', key.issue, unpack(GRANT_FIELDS))
  redis.call('ZREM', key.leases, arg.issue)
  redis.call('DEL', key.labelled_process, key.labelled_process_issues, key.history)
  redis.call('ZREM', key.processes, arg.labelled_holder)
end

local function hold()
  local fence = next_fence(key.fence, time.us)
  redis.call('SET', key.fence, fence)
  redis.call('HSET', key.process, 'name', arg.holder_name, 'status', 'alive', 'liveness', 'ttl', 'kind', 'imported',
    'pid', arg.holder_pid, 'pidStarted', '', 'machine', '', 'host', arg.holder_host, 'ttlMs', arg.ttl_ms,
    'startedAt', arg.start_time, 'lastSeen', arg.last_update)
  redis.call('ZADD', key.processes, arg.last_update, arg.process_id)
  redis.call('SADD', key.process_issues, arg.issue)
  redis.call('ZADD', key.leases, arg.deadline_ms, arg.issue)
  redis.call('HSET', key.issue, 'fence', fence, 'processId', arg.process_id, 'pid', arg.holder_pid,
    'host', arg.holder_host, 'checkedOutBy', arg.holder_name, 'leaseTtlMs', arg.ttl_ms, 'attempt', '1')
end

local function told()
  local fields = {
    taskType = arg.task_type, startTime = arg.start_time, endTime = arg.end_time,
    result = arg.result, metadata = arg.metadata, reason = arg.status == 'quarantined' and arg.reason or '',
  }
  for name, value in pairs(fields) do
    if value == '' then fields[name] = nil end
  end
  return fields
end

if is_hint then forget_hint() end
if arg.process_id ~= '' then hold() end
local event = { type = 'issue.imported', processId = arg.process_id }
if arg.reason ~= '' then event.reason = arg.reason end
local version = change_status(key, arg.issue, record, arg.status, time.text, event, told())
-- The issue was last changed then, not by its import.
redis.call('HSET', key.issue, 'lastUpdate', arg.last_update)
redis.call('ZADD', key.issues, arg.last_update, arg.issue)
redis.call('ZADD', status_index(key, arg.status), arg.last_update, arg.issue)
redis.call('HSET', key.ledger, arg.issue, arg.source_hash .. ' ' .. version)
return { 'imported' }

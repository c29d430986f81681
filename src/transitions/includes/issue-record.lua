-- The issue's record and all that is a function of it: indexes, dirty mark, history, events.
-- @key issue HASH
-- @key history STREAM
-- @key issues ZSET
-- @key issues_pending ZSET
-- @key issues_processing ZSET
-- @key issues_awaiting_response ZSET
-- @key issues_completed ZSET
-- @key issues_error ZSET
-- @key issues_quarantined ZSET
-- @key processing_issues SET
-- @key processed_issues SET
-- @key labels_dirty ZSET
-- @arg issue
-- @include events
-- @include numbers
-- @include hash

local HISTORY_LENGTH = 50
local NUMBERS = { 'version', 'attempt', 'startTime', 'leaseTtlMs', 'coolUntil' }

local function status_index(key, status) return key['issues_' .. string.gsub(status, '-', '_')] end

local function refuse_field(key, name, expected, found)
  local where = 'key ' .. key.issue .. ', field ' .. name
  error('MIRIN_STATE_CORRUPT ' .. where .. ': expected ' .. expected .. ', found ' .. (found or 'nothing'), 0)
end

-- The record as a table; what the scripts rely on is checked, so that nothing fails between two writes.
local function read_record(key)
  local record = read_hash(key.issue)
  local is_held = record.status == 'processing'
  if record.status and not status_index(key, record.status) then
    refuse_field(key, 'status', 'a known status', record.status)
  end
  if is_held and not record.processId then refuse_field(key, 'processId', 'the holder') end
  if (is_held or record.fence) and not string.match(record.fence or '', '^[1-9]%d*$') then
    refuse_field(key, 'fence', 'a fence', record.fence)
  end
  for _, name in ipairs(NUMBERS) do
    local number = record[name] or '0'
    if not string.match(number, '^%d+$') then refuse_field(key, name, 'a whole number', number) end
  end
  return record
end

-- Brings every index in line with the hash's status and processed flag.
local function index_issue(key, issue, from, to, is_processed, now_text)
  if from and from ~= to then redis.call('ZREM', status_index(key, from), issue) end
  redis.call('ZADD', status_index(key, to), now_text, issue)
  redis.call('ZADD', key.issues, now_text, issue)
  redis.call(to == 'processing' and 'SADD' or 'SREM', key.processing_issues, issue)
  redis.call(is_processed and 'SADD' or 'SREM', key.processed_issues, issue)
end

-- Writes what happened into the issue's history and the project's events.
local function record_event(key, event)
  redis.call('XADD', key.history, 'MAXLEN', HISTORY_LENGTH, '*', unpack(flatten(event)))
  append_event(key, event)
end

-- Moves the issue to another status with everything that follows from it; returns the new version.
-- `event` names what happened: type, processId, fence, by, and what else people should see. `fields` are what else
-- changes in the record: it is written once.
local function change_status(key, issue, record, to, now_text, event, fields)
  local from, is_processed = record.status, to == 'completed'
  local version = int_text(tonumber(record.version or '0') + 1)
  fields.status, fields.version, fields.lastUpdate = to, version, now_text
  fields.processed = is_processed and '1' or '0'
  redis.call('HSET', key.issue, unpack(flatten(fields)))
  index_issue(key, issue, from, to, is_processed, now_text)
  redis.call('ZADD', key.labels_dirty, 'NX', now_text, issue)
  event.issue, event.from, event.to = issue, from or '', to
  event.at, event.version = now_text, version
  record_event(key, event)
  return version
end

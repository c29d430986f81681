-- The issue's record and all that is a function of it: indexes, dirty mark, history, events.
-- @key issue HASH
-- @key history STREAM
-- @key events STREAM
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
-- @include numbers

local HISTORY_LENGTH = 50
local EVENTS_LENGTH = 10000

local function status_index(key, status) return key['issues_' .. string.gsub(status, '-', '_')] end

-- Brings every index in line with the hash's status and processed flag.
local function index_issue(key, issue, from, to, is_processed, now_text)
  if from and from ~= to then redis.call('ZREM', status_index(key, from), issue) end
  redis.call('ZADD', status_index(key, to), now_text, issue)
  redis.call('ZADD', key.issues, now_text, issue)
  redis.call(to == 'processing' and 'SADD' or 'SREM', key.processing_issues, issue)
  redis.call(is_processed and 'SADD' or 'SREM', key.processed_issues, issue)
end

-- Writes one transition into the issue's history and the project's events.
local function record_event(key, event)
  local fields = {}
  for name, value in pairs(event) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  redis.call('XADD', key.history, 'MAXLEN', HISTORY_LENGTH, '*', unpack(fields))
  redis.call('XADD', key.events, 'MAXLEN', '~', EVENTS_LENGTH, '*', unpack(fields))
end

-- Moves the issue to another status with everything that follows from it; returns the new version.
-- `event` names what happened: type, processId, fence, by, and what else people should see.
local function change_status(key, issue, from, to, now_text, event)
  local is_processed = to == 'completed'
  redis.call('HSET', key.issue, 'status', to, 'lastUpdate', now_text, 'processed', is_processed and '1' or '0')
  local version = redis.call('HINCRBY', key.issue, 'version', 1)
  index_issue(key, issue, from, to, is_processed, now_text)
  redis.call('ZADD', key.labels_dirty, 'NX', now_text, issue)
  event.issue, event.from, event.to = issue, from or '', to
  event.at, event.version = now_text, int_text(version)
  record_event(key, event)
  return version
end

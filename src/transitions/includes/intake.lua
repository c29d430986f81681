-- Candidates: issues, and comments on them, that are work by a project's rule and wait for room among its tasks.
-- @key intake_waiting ZSET candidate (issue, or issue/comment) → its place: level, then age
-- @key intake_facts HASH candidate → type, priority and place, as JSON
-- @key processed_comments SET comments of the issue whose task has ended

local DEFAULT_ATTEMPTS = 3

-- What the task says of itself: whether it waits or runs, and how its runs for the intake went.
local function read_task(key)
  local task = redis.call('HMGET', key.task, 'state', 'comment', 'failures', 'attempts', 'retryAt')
  return {
    is_live = task[1] == 'waiting' or task[1] == 'running',
    comment = task[2] or '',
    is_given_up = tonumber(task[3] or '0') >= tonumber(task[4] or DEFAULT_ATTEMPTS),
    retry_at = tonumber(task[5] or '0'),
  }
end

-- Why the issue does not become a task now, and whether it may become one without anybody's doing; nil = it can.
local function issue_obstacle(record, task, time)
  local status = record.status or 'pending'
  if task.is_live then return 'queued', false end
  if status == 'error' and task.is_given_up then return 'failed', false end
  if status == 'error' and time.ms < task.retry_at then return 'retried-later', true end
  if status ~= 'pending' and status ~= 'error' then return status, false end
  if record.processed == '1' then return 'processed', false end
end

-- The same of a comment: it is awaited, or will be once the work that is under way has ended.
local function comment_obstacle(key, record, task, time, comment)
  if redis.call('SISMEMBER', key.processed_comments, comment) == 1 then return 'processed', false end
  if task.is_live then return 'queued', task.comment ~= comment end
  local status = record.status or 'unknown'
  if status == 'awaiting-response' then return nil end
  if status == 'processing' or (status == 'pending' and record.fence) then return status, true end
  if status ~= 'error' or task.is_given_up then return status, false end
  if task.comment ~= comment then return 'queued', true end
  if time.ms < task.retry_at then return 'retried-later', true end
end

local function obstacle(key, record, task, time, comment)
  if comment == '' then return issue_obstacle(record, task, time) end
  return comment_obstacle(key, record, task, time, comment)
end

local function note_candidate(key, candidate, facts)
  redis.call('HSET', key.intake_facts, candidate, facts)
  return redis.call('ZADD', key.intake_waiting, int_text(cjson.decode(facts).place), candidate)
end

local function drop_candidate(key, candidate)
  redis.call('ZREM', key.intake_waiting, candidate)
  redis.call('HDEL', key.intake_facts, candidate)
end

-- What the end of a run means for what the intake took: a comment counts as processed, a failure is tried again.
-- @include intake
-- @include task
-- @arg issue

local FIRST_RETRY_MS = 60000

local function retry(key, taken, time)
  local failures = redis.call('HINCRBY', key.task, 'failures', 1)
  redis.call('HSET', key.task, 'retryAt', int_text(time.ms + FIRST_RETRY_MS * 2 ^ (failures - 1)))
  if failures < tonumber(taken[4] or DEFAULT_ATTEMPTS) then note_candidate(key, taken[1], taken[3]) end
end

-- Call it while the task still runs.
local function end_taken(key, status, time)
  local taken = redis.call('HMGET', key.task, 'candidate', 'comment', 'facts', 'attempts')
  if not taken[1] or not is_task_running(key) then return end
  if status == 'error' then return retry(key, taken, time) end
  if taken[2] ~= '' then redis.call('SADD', key.processed_comments, taken[2]) end
  redis.call('HDEL', key.task, 'candidate', 'comment', 'facts', 'attempts', 'failures', 'retryAt')
end

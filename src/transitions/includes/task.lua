-- The task of an issue: the truth behind its tickets. A ticket whose run is not the task's is worthless.
-- @key task HASH id, state (waiting, running, done), run, issue, type, priority
-- @key tasks_wanted ZSET task → time from which on its ticket is looked after
-- @key running_tasks SET
-- @arg task_id
-- @include numbers

-- A lease on the issue takes up its waiting task; returns the ticket that is now worthless, or empty.
local function start_task(key, task_id)
  local task = redis.call('HMGET', key.task, 'state', 'run')
  if task[1] ~= 'waiting' then return '' end
  redis.call('HSET', key.task, 'state', 'running')
  redis.call('ZREM', key.tasks_wanted, task_id)
  redis.call('SADD', key.running_tasks, task_id)
  return task_id .. '-' .. (task[2] or '0')
end

local function is_task_running(key) return redis.call('HGET', key.task, 'state') == 'running' end

local function finish_task(key, task_id)
  if not is_task_running(key) then return end
  redis.call('HSET', key.task, 'state', 'done')
  redis.call('SREM', key.running_tasks, task_id)
end

-- Nobody is to take the task up, whether it runs or waits.
local function withdraw_task(key, task_id)
  if redis.call('EXISTS', key.task) == 0 then return end
  redis.call('HSET', key.task, 'state', 'done')
  redis.call('SREM', key.running_tasks, task_id)
  redis.call('ZREM', key.tasks_wanted, task_id)
end

-- Makes the task wait under a new run, and marks it wanted in the same step; returns the run.
local function await_next_run(key, task_id, now_text)
  local run = int_text((tonumber(redis.call('HGET', key.task, 'run')) or 0) + 1)
  redis.call('HSET', key.task, 'state', 'waiting', 'run', run)
  redis.call('SREM', key.running_tasks, task_id)
  redis.call('ZADD', key.tasks_wanted, now_text, task_id)
  return run
end

-- Puts a running task back, after an orderly hand-back; returns its new run, or empty where none runs.
local function put_back_task(key, task_id, now_text)
  return is_task_running(key) and await_next_run(key, task_id, now_text) or ''
end

-- The issue must be worked on again, whether or not it had a task; one that runs keeps its type and priority.
local function want_task(key, task_id, issue, record, now_text)
  if not is_task_running(key) then
    redis.call('HSET', key.task, 'id', task_id, 'issue', issue,
      'type', record.taskType or 'misc', 'priority', record.priority or 'normal')
  end
  return await_next_run(key, task_id, now_text)
end

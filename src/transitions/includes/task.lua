-- The task of an issue: the truth behind its tickets. A ticket whose run is not the task's is worthless.
-- @key task HASH state (waiting, running, done), run, issue, type, priority
-- @key tasks_wanted ZSET task → time from which on its ticket is looked after
-- @key running_tasks SET
-- @arg task_id
-- @include numbers

-- A lease on the issue takes up its waiting task; returns the ticket that is now worthless, or empty.
local function start_task(key)
  local task = redis.call('HMGET', key.task, 'id', 'state', 'run')
  if task[2] ~= 'waiting' then return '' end
  redis.call('HSET', key.task, 'state', 'running')
  redis.call('ZREM', key.tasks_wanted, task[1])
  redis.call('SADD', key.running_tasks, task[1])
  return task[1] .. '-' .. task[3]
end

local function finish_task(key, task_id)
  if redis.call('HGET', key.task, 'state') ~= 'running' then return end
  redis.call('HSET', key.task, 'state', 'done')
  redis.call('SREM', key.running_tasks, task_id)
end

-- Makes the task wait again under a new run, and marks it wanted in the same step; returns the run.
local function want_task(key, task_id, issue, record, now_text)
  local run = redis.call('HINCRBY', key.task, 'run', 1)
  redis.call('HSET', key.task, 'id', task_id, 'state', 'waiting', 'issue', issue,
    'type', record.taskType or 'misc', 'priority', record.priority or 'normal')
  redis.call('SREM', key.running_tasks, task_id)
  redis.call('ZADD', key.tasks_wanted, now_text, task_id)
  return int_text(run)
end

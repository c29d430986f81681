-- Compares the index entries of one task with its hash, which alone is the truth; mends them when asked to.
-- Reply: `same` · `differs`, what is wrong, in words.
-- @include clock
-- @include index-check
-- @key task HASH
-- @key tasks_wanted ZSET
-- @key running_tasks SET
-- @arg task_id

local time = tick(key, arg)
local state = redis.call('HGET', key.task, 'state')
expect_in_zset(state == 'waiting', key.tasks_wanted, 'tasks:wanted', arg.task_id, time.text)
expect_in_set(state == 'running', key.running_tasks, 'running_tasks', arg.task_id)
return reply_with_faults(arg)

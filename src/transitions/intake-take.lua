-- Makes a candidate the task of its issue, or says what is in the way: task, wanted mark and status in one step.
-- Reply: `gone` (another took it, or it is work no more) · `dropped`, why (it is no candidate any more) ·
-- `later`, why (it stays one) · `full`, 1 where that is new · `taken`, run of the task, type, priority.
-- @include clock
-- @include issue-record
-- @include task
-- @include intake
-- @key intake HASH
-- @arg candidate
-- @arg comment id, or empty for the issue itself
-- @arg by

local facts = redis.call('HGET', key.intake_facts, arg.candidate)
if not facts then
  drop_candidate(key, arg.candidate)
  return { 'gone' }
end

local record, task = read_record(key), read_task(key)
local time = tick(key, arg)
local why, is_passing = obstacle(key, record, task, time, arg.comment)
if is_passing then return { 'later', why } end
if why then
  drop_candidate(key, arg.candidate)
  return { 'dropped', why }
end

local rule = redis.call('HMGET', key.intake, 'limit', 'attempts')
if redis.call('ZCARD', key.tasks_wanted) >= tonumber(rule[1] or '0') then
  return { 'full', redis.call('HSETNX', key.intake, 'stoppedAt', time.text) == 1 and '1' or '0' }
end

local known = cjson.decode(facts)

local function queue_task()
  redis.call('HSET', key.task, 'id', arg.task_id, 'issue', arg.issue, 'type', known.type, 'priority', known.priority,
    'candidate', arg.candidate, 'comment', arg.comment, 'facts', facts, 'attempts', rule[2] or DEFAULT_ATTEMPTS)
  if record.status ~= 'error' then redis.call('HDEL', key.task, 'failures', 'retryAt') end
  return await_next_run(key, arg.task_id, time.text)
end

-- An issue that awaits a response goes on to do so until somebody takes the comment up.
local function tell()
  local event = { type = 'task.queued', by = arg.by, taskType = known.type }
  if arg.comment == '' and record.status ~= 'pending' then
    change_status(key, arg.issue, record, 'pending', time.text, event, {})
    return
  end
  event.issue, event.at = arg.issue, time.text
  if arg.comment ~= '' then event.comment = arg.comment end
  record_event(key, event)
end

drop_candidate(key, arg.candidate)
local run = queue_task()
tell()
return { 'taken', run, known.type, known.priority }

-- How a process ends: by its own word, or dead. Both are final for its id.
-- @key process HASH
-- @key heartbeat STRING
-- @key machine SET processes with heartbeats on the process's machine
-- @include events

local function end_process(key, process_id, status, time)
  redis.call('HSET', key.process, 'status', status, 'endedAt', time.text)
  redis.call('SREM', key.machine, process_id)
  redis.call('DEL', key.heartbeat)
  append_event(key, { type = 'process.' .. status, processId = process_id, at = time.text })
end

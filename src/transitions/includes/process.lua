-- How a process ends: by its own word, or dead. Both are final for its id.
-- @key process HASH
-- @key heartbeat STRING
-- @key machine SET processes with heartbeats on the process's machine
-- @key process_issues SET what it holds; the issue that it dies over is still among them
-- @include events

local function end_process(key, process_id, status, time)
  redis.call('HSET', key.process, 'status', status, 'endedAt', time.text)
  -- The prober looks at one that leaves further leases again, until they are repaired too.
  if redis.call('SCARD', key.process_issues) < 2 then redis.call('SREM', key.machine, process_id) end
  redis.call('DEL', key.heartbeat)
  append_event(key, { type = 'process.' .. status, processId = process_id, at = time.text })
end
